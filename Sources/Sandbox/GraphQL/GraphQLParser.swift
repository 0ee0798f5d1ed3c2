/// Reads tokens as a grammar wants them: the part that documents and schemas share.
struct GraphQLParser {
    private let tokens: [GraphQLToken]
    private var index = 0
    private var depth = 0

    /// A document that is nested deeper is refused.
    private static let maximumDepth = 64

    init(_ text: String) throws(GraphQLError) {
        tokens = try GraphQLLexer.tokens(of: text)
    }

    /// Never past the end: the last token is `.end`, and nothing takes it.
    var token: GraphQLToken { tokens[index] }
    var isAtEnd: Bool { token.kind == .end }
    var location: GraphQLLocation { token.location }

    func unexpected() -> GraphQLError {
        .syntax("unexpected \(token.text)", at: token.location)
    }

    mutating func skip(_ punctuator: String) -> Bool {
        guard token.kind == .punctuator(punctuator) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ punctuator: String) throws(GraphQLError) {
        guard skip(punctuator) else { throw unexpected() }
    }

    mutating func skipKeyword(_ word: String) -> Bool {
        guard token.kind == .name(word) else { return false }
        index += 1
        return true
    }

    mutating func name() throws(GraphQLError) -> String {
        guard case .name(let name) = token.kind else { throw unexpected() }
        index += 1
        return name
    }

    /// A description of a schema's part; nobody reads it here.
    mutating func skipDescription() {
        if case .string = token.kind { index += 1 }
    }

    /// One or more of something between two marks.
    mutating func some<Element>(
        _ open: String,
        _ close: String,
        _ read: (inout GraphQLParser) throws(GraphQLError) -> Element
    ) throws(GraphQLError) -> [Element] {
        try expect(open)
        depth += 1
        guard depth <= Self.maximumDepth else { throw GraphQLError("Query is nested too deeply", at: location) }
        var elements: [Element] = []
        repeat { elements.append(try read(&self)) } while !skip(close)
        depth -= 1
        return elements
    }

    /// The same, or nothing at all.
    mutating func many<Element>(
        _ open: String,
        _ close: String,
        _ read: (inout GraphQLParser) throws(GraphQLError) -> Element
    ) throws(GraphQLError) -> [Element] {
        token.kind == .punctuator(open) ? try some(open, close, read) : []
    }

    mutating func type() throws(GraphQLError) -> GraphQLTypeReference {
        let type: GraphQLTypeReference
        if skip("[") {
            type = .list(try self.type())
            try expect("]")
        } else {
            type = .named(try name())
        }
        return skip("!") ? .nonNull(type) : type
    }

    mutating func literal() throws(GraphQLError) -> GraphQLLiteral {
        let token = token
        switch token.kind {
        case .punctuator("$"):
            index += 1
            return .variable(try name())
        case .punctuator("["):
            index += 1
            if skip("]") { return .list([]) }
            index -= 1
            return .list(try some("[", "]") { parser throws(GraphQLError) in try parser.literal() })
        case .punctuator("{"):
            index += 1
            if skip("}") { return .object([]) }
            index -= 1
            return .object(
                try some("{", "}") { parser throws(GraphQLError) in
                    let name = try parser.name()
                    try parser.expect(":")
                    return (name, try parser.literal())
                }
            )
        case .punctuator, .end: throw unexpected()
        case .name("null"):
            index += 1
            return .null
        case .name("true"):
            index += 1
            return .bool(true)
        case .name("false"):
            index += 1
            return .bool(false)
        case .name(let name):
            index += 1
            return .enumCase(name)
        case .int(let text):
            index += 1
            return .int(text)
        case .float(let text):
            index += 1
            return .float(text)
        case .string(let text):
            index += 1
            return .string(text)
        }
    }

    mutating func directives() throws(GraphQLError) -> [GraphQLDocument.Directive] {
        var directives: [GraphQLDocument.Directive] = []
        while token.kind == .punctuator("@") {
            let location = location
            try expect("@")
            let name = try name()
            directives.append(.init(name: name, arguments: try arguments(), location: location))
        }
        return directives
    }

    mutating func arguments() throws(GraphQLError) -> [GraphQLDocument.Argument] {
        try many("(", ")") { parser throws(GraphQLError) in
            let location = parser.location
            let name = try parser.name()
            try parser.expect(":")
            return GraphQLDocument.Argument(name: name, value: try parser.literal(), location: location)
        }
    }
}
