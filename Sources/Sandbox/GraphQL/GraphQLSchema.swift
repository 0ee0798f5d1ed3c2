/// The types that requests are checked against.
struct GraphQLSchema: Sendable {
    struct Field: Sendable {
        let name: String
        let type: GraphQLTypeReference
        let arguments: [Input]
    }

    /// An argument, or a field of an input object.
    struct Input: Sendable {
        let name: String
        let type: GraphQLTypeReference
        let defaultValue: GraphQLLiteral?

        var isRequired: Bool { type.isNonNull && defaultValue == nil }
    }

    enum TypeKind: Sendable {
        case scalar
        case enumeration(Set<String>)
        case object(fields: [String: Field], interfaces: Set<String>)
        case interface(fields: [String: Field])
        case union(Set<String>)
        case input([Input])
    }

    static let queryRoot = "QueryRoot"
    static let mutationRoot = "Mutation"

    var types: [String: TypeKind] = [:]
    var directives: [String: [Input]] = [:]

    func fields(of typeName: String) -> [String: Field]? {
        switch types[typeName] {
        case .object(let fields, _), .interface(let fields): fields
        case .union: [:]
        default: nil
        }
    }

    /// Whether selections are made on it.
    func isComposite(_ typeName: String) -> Bool { fields(of: typeName) != nil }

    func isInput(_ typeName: String) -> Bool {
        switch types[typeName] {
        case .scalar, .enumeration, .input: true
        default: false
        }
    }

    /// Whether an object of `typeName` is a `condition`.
    func matches(_ typeName: String, _ condition: String) -> Bool {
        guard typeName != condition else { return true }
        switch types[condition] {
        case .union(let members): return members.contains(typeName)
        case .interface:
            guard case .object(_, let interfaces) = types[typeName] else { return false }
            return interfaces.contains(condition)
        default: return false
        }
    }

    /// Whether anything can be both.
    func overlap(_ one: String, _ other: String) -> Bool {
        types.keys.contains { name in
            guard case .object = types[name] else { return false }
            return matches(name, one) && matches(name, other)
        }
    }

    /// Whether a type stands for a thing with an id: those are what a query's cost counts.
    func isNode(_ typeName: String) -> Bool { matches(typeName, "Node") }
}
