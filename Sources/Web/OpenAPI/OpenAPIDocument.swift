/// `docs/openapi.yaml`, of which `openapi.yaml` beside this file is a link: it is compiled in, so that it is served from
/// whatever directory the process runs in.
enum OpenAPIDocument {
    static let bytes: [UInt8] = PackageResources.openapi_yaml
}
