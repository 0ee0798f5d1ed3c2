extension GraphQLSchema {
    /// Reads a schema's own language, as far as `Templates/admin.graphql` needs it: no extensions, no default root names.
    init(parsing text: String) throws(GraphQLError) {
        var parser = try GraphQLParser(text)
        for scalar in ["Int", "Float", "String", "Boolean", "ID"] { types[scalar] = .scalar }
        while !parser.isAtEnd {
            parser.skipDescription()
            let location = parser.location
            switch try parser.name() {
            case "scalar":
                types[try parser.name()] = .scalar
                _ = try parser.directives()
            case "enum":
                let name = try parser.name()
                types[name] = .enumeration(
                    Set(try parser.some("{", "}") { p throws(GraphQLError) in try p.enumCase() })
                )
            case "union":
                let name = try parser.name()
                try parser.expect("=")
                types[name] = .union(try parser.unionMembers())
            case "input":
                let name = try parser.name()
                types[name] = .input(try parser.some("{", "}") { p throws(GraphQLError) in try p.input() })
            case "interface":
                let name = try parser.name()
                types[name] = .interface(fields: try parser.fields())
            case "type":
                let name = try parser.name()
                let interfaces = try parser.interfaces()
                types[name] = .object(fields: try parser.fields(), interfaces: interfaces)
            case "directive":
                try parser.expect("@")
                let name = try parser.name()
                directives[name] = try parser.many("(", ")") { p throws(GraphQLError) in try p.input() }
                _ = try parser.name()
                while parser.skip("|") || !parser.isAtDefinition { _ = try parser.name() }
            case let word:
                throw .syntax("unexpected \"\(word)\"", at: location)
            }
        }
    }
}

extension GraphQLParser {
    fileprivate var isAtDefinition: Bool {
        switch token.kind {
        case .end, .string: true
        case .name(let word): ["scalar", "enum", "union", "input", "interface", "type", "directive"].contains(word)
        default: false
        }
    }

    fileprivate mutating func enumCase() throws(GraphQLError) -> String {
        skipDescription()
        let name = try name()
        _ = try directives()
        return name
    }

    fileprivate mutating func unionMembers() throws(GraphQLError) -> Set<String> {
        var members: Set<String> = []
        _ = skip("|")
        repeat { members.insert(try name()) } while skip("|")
        return members
    }

    fileprivate mutating func interfaces() throws(GraphQLError) -> Set<String> {
        guard skipKeyword("implements") else { return [] }
        var names: Set<String> = []
        _ = skip("&")
        repeat { names.insert(try name()) } while skip("&")
        return names
    }

    fileprivate mutating func input() throws(GraphQLError) -> GraphQLSchema.Input {
        skipDescription()
        let name = try name()
        try expect(":")
        let type = try type()
        let defaultValue = skip("=") ? try literal() : nil
        _ = try directives()
        return GraphQLSchema.Input(name: name, type: type, defaultValue: defaultValue)
    }

    fileprivate mutating func fields() throws(GraphQLError) -> [String: GraphQLSchema.Field] {
        let fields = try some("{", "}") { parser throws(GraphQLError) in
            parser.skipDescription()
            let name = try parser.name()
            let arguments = try parser.many("(", ")") { p throws(GraphQLError) in try p.input() }
            try parser.expect(":")
            let type = try parser.type()
            _ = try parser.directives()
            return GraphQLSchema.Field(name: name, type: type, arguments: arguments)
        }
        return Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
    }
}
