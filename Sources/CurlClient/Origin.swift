/// Scheme, host and port: what shares connections, and all that errors tell of a URL.
struct Origin: Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(scheme: String, host: String, port: String) {
        description = "\(scheme)://\(host):\(port)"
    }

    /// - Throws: ``CurlError/Kind/invalidRequest`` unless the URL is absolute, `http` or `https`, and without credentials.
    init(url: String) throws(CurlError) {
        let parsed = try ParsedURL(url)
        guard let scheme = parsed.part(.scheme)?.lowercased(), scheme == "http" || scheme == "https" else {
            throw CurlError(.invalidRequest, "the URL's scheme must be http or https")
        }
        guard parsed.part(.user) == nil, parsed.part(.password) == nil else {
            throw CurlError(.invalidRequest, "the URL must not contain a user name or password; send a header instead")
        }
        guard let host = parsed.part(.host)?.lowercased(), let port = parsed.part(.port) else {
            throw CurlError(.invalidRequest, "the URL names no host")
        }
        self.init(scheme: scheme, host: host, port: port)
    }
}
