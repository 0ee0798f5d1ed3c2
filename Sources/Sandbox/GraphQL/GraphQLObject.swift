/// Something that fields are selected of.
protocol GraphQLObject<Context>: Sendable {
    associatedtype Context

    /// The schema's name of what it is.
    var typeName: String { get }

    /// What a field gives; only fields of the schema are asked for, with arguments of their types.
    func resolve(_ field: GraphQLFieldCall, in context: inout Context) throws(GraphQLError) -> GraphQLValue<Context>
}

/// What a field gives, before anything is selected of it.
enum GraphQLValue<Context>: Sendable {
    /// A scalar, a name of a choice, a list of them, or null.
    case leaf(JSONValue)
    case object(any GraphQLObject<Context>)
    case list([GraphQLValue])

    static var null: Self { .leaf(.null) }

    static func text(_ value: String?) -> Self { .leaf(value.map(JSONValue.string) ?? .null) }
    static func number(_ value: Int64) -> Self { .leaf(.integer(value)) }
    static func flag(_ value: Bool) -> Self { .leaf(.bool(value)) }

    static func object(_ value: (any GraphQLObject<Context>)?) -> Self { value.map { .object($0) } ?? .null }
    static func objects(_ values: [any GraphQLObject<Context>]) -> Self { .list(values.map { .object($0) }) }
}

/// A field as it is asked for.
struct GraphQLFieldCall: Sendable {
    let name: String
    /// The type that it is a field of.
    let parent: String
    /// Defaults are filled in; what was not given has no member.
    let arguments: JSONValue
    /// The arguments of its directives, by name.
    let directives: [String: JSONValue]
    let location: GraphQLLocation
    let path: [JSONValue]

    func element(_ index: Int) -> GraphQLFieldCall {
        GraphQLFieldCall(
            name: name,
            parent: parent,
            arguments: arguments,
            directives: directives,
            location: location,
            path: path + [.integer(Int64(index))]
        )
    }

    func error(_ message: String, code: String, _ details: JSONValue = [:]) -> GraphQLError {
        GraphQLError(message, code: code, at: location, path: path, details)
    }
}

/// An object whose fields are all there already.
struct GraphQLRecord<Context>: GraphQLObject {
    let typeName: String
    let fields: [String: GraphQLValue<Context>]

    init(_ typeName: String, _ fields: [String: GraphQLValue<Context>]) {
        self.typeName = typeName
        self.fields = fields
    }

    func resolve(_ field: GraphQLFieldCall, in context: inout Context) throws(GraphQLError) -> GraphQLValue<Context> {
        fields[field.name] ?? .null
    }
}
