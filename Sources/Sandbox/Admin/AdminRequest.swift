/// A GraphQL request, told apart by the name of its operation.
struct AdminRequest: Sendable {
    let query: String
    let operationName: String
    let variables: JSONValue

    /// Nil for what is no GraphQL request.
    init?(_ body: [UInt8]) {
        guard case .success(let document) = Result(catching: { try JSONValue(body) }),
            let query = document["query"].text
        else { return nil }
        self.query = query
        operationName = document["operationName"].text ?? Self.firstName(in: query) ?? ""
        variables = document["variables"]
    }

    /// What stands behind the first `query` or `mutation`.
    private static func firstName(in query: String) -> String? {
        let words = query.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard let keyword = words.firstIndex(where: { $0 == "query" || $0 == "mutation" }), keyword + 1 < words.count
        else { return nil }
        return String(words[keyword + 1])
    }
}

/// How an operation ends.
enum AdminResult: Sendable {
    /// `actual` points were spent.
    case data(JSONValue, actual: Int64)
    /// An error of the whole request; `path` names the field that is null because of it.
    case error(code: String, message: String, path: String? = nil)

    func envelope(cost: JSONValue) -> JSONValue {
        switch self {
        case .data(let data, _):
            return ["data": data, "extensions": ["cost": cost]]
        case .error(let code, let message, let path):
            var error: JSONValue = ["message": .string(message), "extensions": ["code": .string(code)]]
            if let path { error["path"] = [.string(path)] }
            var envelope: JSONValue = ["errors": [error], "extensions": ["cost": cost]]
            if let path { envelope["data"] = .object([.init(name: path, value: .null)]) }
            return envelope
        }
    }
}

/// `gid://shopify/Kind/123`
enum GlobalIDText {
    static func of(_ kind: String, _ number: Int64) -> JSONValue {
        .string("gid://shopify/\(kind)/\(number)")
    }

    static func number(_ value: JSONValue, of kind: String) -> Int64? {
        guard let text = value.text, text.hasPrefix("gid://shopify/\(kind)/") else { return nil }
        return Int64(text.dropFirst("gid://shopify/\(kind)/".count))
    }
}
