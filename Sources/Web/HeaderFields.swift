import HTTPTypes

extension HTTPField.Name {
    // Names that RFC 9110's grammar allows, so that the initialiser cannot answer nil.
    static let requestId = constant("X-Request-Id")
    static let tenantId = constant("X-Tenant-Id")
    static let idempotencyKey = constant("Idempotency-Key")
    static let lastEventId = constant("Last-Event-ID")

    /// For names written in this source only: one that is not a token is a mistake of ours, found at the first start.
    static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}

extension HTTPFields {
    /// What every answer of the API carries: it is data, for this caller only, and never a page.
    static let apiWithoutBody: HTTPFields = [
        .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    ]

    static let api: HTTPFields = {
        var fields = apiWithoutBody
        fields[.contentType] = "application/json"
        return fields
    }()
}
