extension AWSSigV4 {
    /// libcurl 7.88 announces larger bodies with `Expect`, which spoils the signature.
    private static let maxBodyBytes = 1 << 20

    /// libcurl's own limit for region and service.
    private static let maxScopeLength = 64

    /// Refuses what libcurl 7.88 would sign wrongly or not at all.
    func check(_ request: OutboundRequest) throws(CurlError) {
        for (field, value) in [("region", region), ("service", service)] {
            guard value.isScopeName, value.utf8.count <= Self.maxScopeLength else {
                throw CurlError(
                    .invalidRequest,
                    "awsSigV4.\(field) must be 1 to \(Self.maxScopeLength) lower-case letters, digits and hyphens"
                )
            }
        }
        for (field, value) in [("accessKeyID", accessKeyID), ("secretAccessKey", secretAccessKey)] {
            guard !value.isEmpty, value.isFieldValue else {
                throw CurlError(.invalidRequest, "awsSigV4.\(field) is empty or contains a control character")
            }
        }
        if let sessionToken {
            guard !sessionToken.isEmpty, sessionToken.isFieldValue else {
                throw CurlError(.invalidRequest, "awsSigV4.sessionToken is empty or contains a control character")
            }
        }
        guard request.body.count < Self.maxBodyBytes else {
            throw CurlError(.invalidRequest, "a body signed with SigV4 must be under \(Self.maxBodyBytes) bytes")
        }
        var names: Set<String> = []
        for (name, value) in request.headers {
            guard names.insert(name.lowercased()).inserted else {
                throw CurlError(.invalidRequest, "header \(name) repeats; SigV4 needs each name once")
            }
            guard !value.isEmpty else {
                throw CurlError(.invalidRequest, "header \(name) is empty; leave it out of a request signed with SigV4")
            }
        }
        for name in ["date", "x-amz-date", "authorization", "x-amz-security-token"] where names.contains(name) {
            throw CurlError(.invalidRequest, "header \(name) is set by SigV4; leave it out")
        }
    }
}

extension String {
    fileprivate var isScopeName: Bool {
        !isEmpty
            && utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
