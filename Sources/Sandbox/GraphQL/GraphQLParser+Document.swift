extension GraphQLDocument {
    init(parsing text: String) throws(GraphQLError) {
        var parser = try GraphQLParser(text)
        while !parser.isAtEnd {
            let location = parser.location
            if parser.token.kind == .punctuator("{") {
                operations.append(
                    Operation(
                        kind: .query,
                        name: nil,
                        variables: [],
                        selections: try parser.selections(),
                        location: location
                    )
                )
            } else if parser.skipKeyword("fragment") {
                let fragment = try parser.fragment(at: location)
                fragments[fragment.name] = fragment
            } else {
                guard case .name(let word) = parser.token.kind, let kind = Operation.Kind(rawValue: word) else {
                    throw parser.unexpected()
                }
                _ = try parser.name()
                operations.append(try parser.operation(kind, at: location))
            }
        }
        guard !operations.isEmpty else { throw parser.unexpected() }
    }
}

extension GraphQLParser {
    fileprivate mutating func operation(
        _ kind: GraphQLDocument.Operation.Kind,
        at location: GraphQLLocation
    ) throws(GraphQLError) -> GraphQLDocument.Operation {
        var name: String?
        if case .name = token.kind { name = try self.name() }
        let variables = try many("(", ")") { parser throws(GraphQLError) in try parser.variable() }
        _ = try directives()
        return GraphQLDocument.Operation(
            kind: kind,
            name: name,
            variables: variables,
            selections: try selections(),
            location: location
        )
    }

    private mutating func variable() throws(GraphQLError) -> GraphQLDocument.Variable {
        let location = location
        try expect("$")
        let name = try name()
        try expect(":")
        let type = try type()
        let defaultValue = skip("=") ? try literal() : nil
        _ = try directives()
        return GraphQLDocument.Variable(name: name, type: type, defaultValue: defaultValue, location: location)
    }

    fileprivate mutating func fragment(at location: GraphQLLocation) throws(GraphQLError) -> GraphQLDocument.Fragment {
        let name = try name()
        guard name != "on", skipKeyword("on") else { throw unexpected() }
        let typeName = try self.name()
        _ = try directives()
        return GraphQLDocument.Fragment(
            name: name,
            typeName: typeName,
            selections: try selections(),
            location: location
        )
    }

    fileprivate mutating func selections() throws(GraphQLError) -> [GraphQLDocument.Selection] {
        try some("{", "}") { parser throws(GraphQLError) in try parser.selection() }
    }

    private mutating func selection() throws(GraphQLError) -> GraphQLDocument.Selection {
        let location = location
        guard skip("...") else { return .field(try field()) }
        if case .name(let name) = token.kind, name != "on" {
            _ = try self.name()
            return .spread(name, try directives(), location)
        }
        let typeName = skipKeyword("on") ? try name() : nil
        let directives = try directives()
        return .inline(typeName, directives, try selections(), location)
    }

    private mutating func field() throws(GraphQLError) -> GraphQLDocument.Field {
        let location = location
        var name = try name()
        var alias: String?
        if skip(":") {
            alias = name
            name = try self.name()
        }
        let arguments = try arguments()
        let directives = try directives()
        let hasSelections = token.kind == .punctuator("{")
        return GraphQLDocument.Field(
            alias: alias,
            name: name,
            arguments: arguments,
            directives: directives,
            selections: hasSelections ? try selections() : [],
            location: location
        )
    }
}
