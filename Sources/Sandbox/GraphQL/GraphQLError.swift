/// An error of a request, as Shopify writes it: `message`, `locations`, `path` and `extensions`.
struct GraphQLError: Error, Sendable, Equatable {
    var message: String
    var locations: [GraphQLLocation] = []
    var path: [JSONValue] = []
    /// `code` first.
    var extensions: JSONValue = .null

    init(
        _ message: String,
        code: String? = nil,
        at location: GraphQLLocation? = nil,
        path: [JSONValue] = [],
        _ details: JSONValue = [:]
    ) {
        self.message = message
        locations = location.map { [$0] } ?? []
        self.path = path
        if let code, case .object(let members) = details {
            extensions = .object([JSONValue.Member(name: "code", value: .string(code))] + members)
        }
    }

    static func syntax(_ message: String, at location: GraphQLLocation) -> GraphQLError {
        GraphQLError("syntax error, \(message) at [\(location.line), \(location.column)]", at: location)
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [.init(name: "message", value: .string(message))]
        if !locations.isEmpty { members.append(.init(name: "locations", value: .array(locations.map(\.json)))) }
        if !path.isEmpty { members.append(.init(name: "path", value: .array(path))) }
        if extensions != .null { members.append(.init(name: "extensions", value: extensions)) }
        return .object(members)
    }
}
