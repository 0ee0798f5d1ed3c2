/// A request that passed every check, with what the loop needs to know of it.
struct PreparedRequest: Sendable {
    let request: OutboundRequest
    let origin: Origin
    /// As libcurl takes them: `Name: value`, `Name;` for an empty value, `Name:` for a default that is not to be sent.
    let headerLines: [String]
    let accepted: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant

    /// - Throws: ``CurlError/Kind/invalidRequest``, naming the part and the rule it breaks.
    init(_ request: OutboundRequest, accepted: ContinuousClock.Instant) throws(CurlError) {
        try request.checkForm()
        try request.awsSigV4?.check(request)
        self.request = request
        origin = try Origin(url: request.url)
        headerLines = request.headerLines
        self.accepted = accepted
        deadline = accepted.advanced(by: request.timeout)
    }

    /// Names the request in errors.
    var label: String { "\(request.method) \(origin)" }
}

extension OutboundRequest {
    fileprivate func checkForm() throws(CurlError) {
        guard method.isToken else {
            throw CurlError(.invalidRequest, "the method must be an HTTP token such as POST")
        }
        guard timeout > .zero, connectTimeout > .zero else {
            throw CurlError(.invalidRequest, "timeout and connectTimeout must be positive")
        }
        guard maxResponseBytes >= 0 else {
            throw CurlError(.invalidRequest, "maxResponseBytes must not be negative")
        }
        if upload != nil {
            guard body.isEmpty, awsSigV4 == nil, ["POST", "PUT", "PATCH"].contains(method) else {
                throw CurlError(.invalidRequest, "an upload is for POST, PUT and PATCH without a body or a signature")
            }
        }
        for (name, value) in headers {
            guard name.isToken else {
                throw CurlError(.invalidRequest, "a header name is not an HTTP token")
            }
            guard value.isFieldValue else {
                throw CurlError(.invalidRequest, "the value of header \(name) contains a control character")
            }
            guard !Self.ownHeaders.contains(where: name.equalsIgnoringCase) else {
                throw CurlError(.invalidRequest, "header \(name) is set by the client; leave it out")
            }
        }
    }

    fileprivate var headerLines: [String] {
        var lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if let sigV4 = awsSigV4 {
            if let token = sigV4.sessionToken { lines.append("X-Amz-Security-Token: \(token)") }
            // A suppressed default would be signed, but not sent.
            return lines
        }
        // libcurl holds a body over 1 MiB back for up to a second to hear `100 Continue`.
        lines.append("Expect:")
        // libcurl calls any body a form if nobody says what it is.
        if !headers.contains(where: { $0.name.equalsIgnoringCase("Content-Type") }) { lines.append("Content-Type:") }
        return lines
    }

    private static let ownHeaders = ["Content-Length", "Transfer-Encoding", "Connection", "Expect"]
}

extension String {
    /// RFC 9110, section 5.6.2.
    fileprivate var isToken: Bool {
        !isEmpty && utf8.allSatisfy(Self.tokenBytes.contains)
    }

    /// RFC 9110, section 5.5: anything but control characters, of which only the tab is allowed.
    var isFieldValue: Bool {
        utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    private static let tokenBytes = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )
}
