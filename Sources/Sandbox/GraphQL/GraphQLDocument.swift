/// A request's document: operations and fragments.
struct GraphQLDocument: Sendable {
    var operations: [Operation] = []
    var fragments: [String: Fragment] = [:]

    struct Operation: Sendable {
        enum Kind: String, Sendable {
            case query, mutation, subscription
        }

        let kind: Kind
        let name: String?
        let variables: [Variable]
        let selections: [Selection]
        let location: GraphQLLocation

        /// How paths of errors begin: `query Name`.
        var label: String { name.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }
    }

    struct Variable: Sendable {
        let name: String
        let type: GraphQLTypeReference
        let defaultValue: GraphQLLiteral?
        let location: GraphQLLocation
    }

    struct Fragment: Sendable {
        let name: String
        let typeName: String
        let selections: [Selection]
        let location: GraphQLLocation
    }

    enum Selection: Sendable {
        case field(Field)
        /// `...Name`
        case spread(String, [Directive], GraphQLLocation)
        /// `... on Type { }`; the type is the surrounding one where none is named.
        case inline(String?, [Directive], [Selection], GraphQLLocation)
    }

    struct Field: Sendable {
        let alias: String?
        let name: String
        let arguments: [Argument]
        let directives: [Directive]
        let selections: [Selection]
        let location: GraphQLLocation

        var responseName: String { alias ?? name }
    }

    struct Argument: Sendable {
        let name: String
        let value: GraphQLLiteral
        let location: GraphQLLocation
    }

    struct Directive: Sendable {
        let name: String
        let arguments: [Argument]
        let location: GraphQLLocation
    }
}

/// A value as it is written in a document.
indirect enum GraphQLLiteral: Sendable {
    case variable(String)
    case null
    case bool(Bool)
    case int(String)
    case float(String)
    case string(String)
    case enumCase(String)
    case list([GraphQLLiteral])
    case object([(name: String, value: GraphQLLiteral)])

    /// As an error shows it.
    var text: String {
        switch self {
        case .variable(let name): "$\(name)"
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let text), .float(let text), .enumCase(let text): text
        case .string(let text): "\"\(text)\""
        case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
        case .object(let fields): "{\(fields.map { "\($0.name): \($0.value.text)" }.joined(separator: ", "))}"
        }
    }

    /// The variables that it mentions.
    var variables: [String] {
        switch self {
        case .variable(let name): [name]
        case .list(let elements): elements.flatMap(\.variables)
        case .object(let fields): fields.flatMap(\.value.variables)
        default: []
        }
    }
}

/// `[ID!]!`
indirect enum GraphQLTypeReference: Sendable, Hashable {
    case named(String)
    case list(GraphQLTypeReference)
    case nonNull(GraphQLTypeReference)

    var text: String {
        switch self {
        case .named(let name): name
        case .list(let element): "[\(element.text)]"
        case .nonNull(let type): "\(type.text)!"
        }
    }

    /// The type's name without lists and marks.
    var name: String {
        switch self {
        case .named(let name): name
        case .list(let type), .nonNull(let type): type.name
        }
    }

    var isNonNull: Bool {
        if case .nonNull = self { true } else { false }
    }

    var nullable: GraphQLTypeReference {
        if case .nonNull(let type) = self { type } else { self }
    }

    /// Whether a variable of this type may stand where `other` is wanted.
    func fits(_ other: GraphQLTypeReference) -> Bool {
        switch (self, other) {
        case (.nonNull(let mine), .nonNull(let theirs)): mine.fits(theirs)
        case (.nonNull(let mine), _): mine.fits(other)
        case (_, .nonNull): false
        case (.list(let mine), .list(let theirs)): mine.fits(theirs)
        case (.named(let mine), .named(let theirs)): mine == theirs
        default: false
        }
    }
}
