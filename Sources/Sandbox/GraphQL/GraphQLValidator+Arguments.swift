extension GraphQLValidator {
    /// What has arguments, as errors name it.
    struct Bearer {
        let kind: String
        let name: String
    }

    mutating func checkDirectives(_ directives: [GraphQLDocument.Directive], _ path: [String]) {
        for directive in directives {
            guard let arguments = Self.standardDirectives[directive.name] ?? schema.directives[directive.name] else {
                report(
                    "Directive @\(directive.name) is not defined",
                    "undefinedDirective",
                    directive.location,
                    path,
                    ["directiveName": .string(directive.name)]
                )
                continue
            }
            checkArguments(
                directive.arguments,
                arguments,
                Bearer(kind: "Directive", name: directive.name),
                directive.location,
                path
            )
        }
    }

    mutating func checkArguments(
        _ given: [GraphQLDocument.Argument],
        _ known: [GraphQLSchema.Input],
        _ bearer: Bearer,
        _ location: GraphQLLocation,
        _ path: [String]
    ) {
        for argument in given {
            guard let definition = known.first(where: { $0.name == argument.name }) else {
                report(
                    "\(bearer.kind) '\(bearer.name)' doesn't accept argument '\(argument.name)'",
                    "argumentNotAccepted",
                    argument.location,
                    path + [argument.name],
                    [
                        "name": .string(bearer.name), "typeName": .string(bearer.kind),
                        "argumentName": .string(argument.name),
                    ]
                )
                continue
            }
            checkLiteral(argument, definition.type, bearer, path + [argument.name])
        }
        let missing = known.filter { known in known.isRequired && !given.contains { $0.name == known.name } }
        guard !missing.isEmpty else { return }
        let names = missing.map(\.name).joined(separator: ", ")
        report(
            "\(bearer.kind) '\(bearer.name)' is missing required arguments: \(names)",
            "missingRequiredArguments",
            location,
            path,
            ["className": .string(bearer.kind), "name": .string(bearer.name), "arguments": .string(names)]
        )
    }

    /// Variables are judged with what they are given; all around them is judged now.
    private mutating func checkLiteral(
        _ argument: GraphQLDocument.Argument,
        _ type: GraphQLTypeReference,
        _ bearer: Bearer,
        _ path: [String]
    ) {
        do throws(GraphQLCoercion.Problem) {
            try GraphQLCoercion(schema: schema).check(argument.value, type)
        } catch {
            report(
                "Argument '\(argument.name)' on \(bearer.kind) '\(bearer.name)' has an invalid value "
                    + "(\(argument.value.text)). Expected type '\(type.text)'.",
                "argumentLiteralsIncompatible",
                argument.location,
                path,
                ["typeName": .string(bearer.kind), "argumentName": .string(argument.name)]
            )
        }
    }

    fileprivate static let standardDirectives: [String: [GraphQLSchema.Input]] = {
        let condition = GraphQLSchema.Input(name: "if", type: .nonNull(.named("Boolean")), defaultValue: nil)
        return ["include": [condition], "skip": [condition]]
    }()
}

// Whether variables fit where they stand.
extension GraphQLValidator {
    mutating func checkVariableTypes(_ operation: GraphQLDocument.Operation) {
        let root = operation.kind == .mutation ? GraphQLSchema.mutationRoot : GraphQLSchema.queryRoot
        checkVariables(in: operation.selections, of: root, operation, [])
    }

    private mutating func checkVariables(
        in selections: [GraphQLDocument.Selection],
        of typeName: String,
        _ operation: GraphQLDocument.Operation,
        _ inside: [String]
    ) {
        for selection in selections {
            switch selection {
            case .field(let field):
                guard let definition = schema.fields(of: typeName)?[field.name] else { continue }
                for argument in field.arguments {
                    guard let wanted = definition.arguments.first(where: { $0.name == argument.name }) else { continue }
                    checkVariable(argument, wanted, operation)
                }
                for directive in field.directives {
                    let known = Self.standardDirectives[directive.name] ?? schema.directives[directive.name] ?? []
                    for argument in directive.arguments {
                        guard let wanted = known.first(where: { $0.name == argument.name }) else { continue }
                        checkVariable(argument, wanted, operation)
                    }
                }
                checkVariables(in: field.selections, of: definition.type.name, operation, inside)
            case .inline(let condition, _, let inner, _):
                checkVariables(in: inner, of: condition ?? typeName, operation, inside)
            case .spread(let name, _, _):
                guard let fragment = document.fragments[name], !inside.contains(name) else { continue }
                checkVariables(in: fragment.selections, of: fragment.typeName, operation, inside + [name])
            }
        }
    }

    private mutating func checkVariable(
        _ argument: GraphQLDocument.Argument,
        _ wanted: GraphQLSchema.Input,
        _ operation: GraphQLDocument.Operation
    ) {
        guard case .variable(let name) = argument.value,
            let variable = operation.variables.first(where: { $0.name == name })
        else { return }
        let hasValue = variable.defaultValue != nil || wanted.defaultValue != nil
        guard !variable.type.fits(hasValue ? wanted.type.nullable : wanted.type) else { return }
        report(
            "Type mismatch on variable $\(name) and argument \(argument.name) "
                + "(\(variable.type.text) / \(wanted.type.text))",
            "variableMismatch",
            argument.location,
            [operation.label],
            [
                "variableName": .string(name), "typeName": .string(variable.type.text),
                "argumentName": .string(argument.name),
            ]
        )
    }
}
