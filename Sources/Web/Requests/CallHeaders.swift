import HTTPTypes

/// The headers that every call is asked for, found in one pass: `HTTPFields` looks each name up from the start and joins
/// what it finds into a new text.
struct CallHeaders {
    private(set) var authorization: String?
    private(set) var tenantId: String?
    private(set) var requestId: String?

    init(_ fields: HTTPFields) {
        for field in fields {
            switch field.name.canonicalName.utf8.count {
            case 13 where field.name == .authorization: authorization = authorization ?? field.value
            case 11 where field.name == .tenantId: tenantId = tenantId ?? field.value
            case 12 where field.name == .requestId: requestId = requestId ?? field.value
            default: break
            }
        }
    }

    /// What follows `Bearer`, in whatever case; nil for anything else.
    var bearerToken: Substring? {
        guard let authorization else { return nil }
        let bytes = authorization.utf8
        guard bytes.count <= Self.authorizationLimit,
            bytes.prefix(Self.scheme.count).elementsEqual(Self.scheme, by: { $0 | 0x20 == $1 })
        else { return nil }
        let rest = bytes.dropFirst(Self.scheme.count)
        let token = rest.drop { $0 == UInt8(ascii: " ") }
        guard token.count < rest.count, !token.isEmpty, !token.contains(UInt8(ascii: " ")) else { return nil }
        return Substring(token)
    }

    private static let scheme = Array("bearer".utf8)
    private static let authorizationLimit = 8192
}
