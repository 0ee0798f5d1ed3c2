/// Checks a document against the schema. The words and codes are those of Shopify's server.
struct GraphQLValidator {
    let schema: GraphQLSchema
    let document: GraphQLDocument
    private(set) var errors: [GraphQLError] = []
    /// How many selections were looked at, those of fragments as often as they are used.
    var visits = 0

    /// More are not listed.
    private static let maximumErrors = 20
    /// Fragments that use fragments can stand for far more than is written.
    static let maximumVisits = 20_000

    init(schema: GraphQLSchema, document: GraphQLDocument) {
        self.schema = schema
        self.document = document
    }

    mutating func check() {
        for operation in document.operations { check(operation) }
        let known = Set(document.operations.flatMap { used($0.selections, []).fragments })
        for fragment in document.fragments.values.sorted(by: { $0.name < $1.name }) {
            if !known.contains(fragment.name) {
                report("Fragment \(fragment.name) was defined, but not used", "useAndDefineFragment", fragment.location)
            }
            guard isCondition(fragment.typeName, fragment.location, "fragment \(fragment.name)") else { continue }
            check(fragment.selections, of: fragment.typeName, ["fragment \(fragment.name)"])
        }
    }

    mutating func report(
        _ message: String,
        _ code: String,
        _ location: GraphQLLocation,
        _ path: [String] = [],
        _ details: JSONValue = [:]
    ) {
        guard errors.count < Self.maximumErrors else { return }
        errors.append(
            GraphQLError(message, code: code, at: location, path: path.map(JSONValue.string), details)
        )
    }

    private mutating func check(_ operation: GraphQLDocument.Operation) {
        let path = [operation.label]
        let root: String
        switch operation.kind {
        case .query: root = GraphQLSchema.queryRoot
        case .mutation: root = GraphQLSchema.mutationRoot
        case .subscription:
            report("Schema is not configured for subscriptions", "missingSubscriptionConfiguration", operation.location)
            return
        }
        let used = used(operation.selections, [])
        for variable in operation.variables {
            if !schema.isInput(variable.type.name) {
                report(
                    "\(variable.type.name) isn't a valid input type (on $\(variable.name))",
                    "variableRequiresValidType",
                    variable.location,
                    path
                )
            }
            if !used.variables.contains(variable.name) {
                report(
                    "Variable $\(variable.name) is declared by \(operation.name ?? "anonymous query") but not used",
                    "variableNotUsed",
                    variable.location,
                    path,
                    ["variableName": .string(variable.name)]
                )
            }
        }
        for name in used.variables.sorted() where !operation.variables.contains(where: { $0.name == name }) {
            report(
                "Variable $\(name) is used by \(operation.name ?? "anonymous query") but not declared",
                "variableNotDefined",
                operation.location,
                path,
                ["variableName": .string(name)]
            )
        }
        if visits <= Self.maximumVisits { checkVariableTypes(operation) }
        check(operation.selections, of: root, path)
    }

    /// Selections on a type, and all that is in them.
    private mutating func check(_ selections: [GraphQLDocument.Selection], of typeName: String, _ path: [String]) {
        for selection in selections {
            switch selection {
            case .field(let field): check(field, of: typeName, path)
            case .spread(let name, let directives, let location):
                checkDirectives(directives, path)
                guard let fragment = document.fragments[name] else {
                    report("Fragment \(name) was used, but not defined", "useAndDefineFragment", location, path)
                    continue
                }
                checkOverlap(fragment.typeName, typeName, "Fragment \(name) on", location, path)
            case .inline(let condition, let directives, let inner, let location):
                checkDirectives(directives, path)
                let condition = condition ?? typeName
                let path = path + ["... on \(condition)"]
                guard isCondition(condition, location, path.joined(separator: ", ")) else { continue }
                checkOverlap(condition, typeName, "Fragment on", location, path)
                check(inner, of: condition, path)
            }
        }
    }

    private mutating func check(_ field: GraphQLDocument.Field, of typeName: String, _ path: [String]) {
        let path = path + [field.responseName]
        checkDirectives(field.directives, path)
        guard field.name != "__typename" else { return }
        guard let definition = schema.fields(of: typeName)?[field.name] else {
            report(
                "Field '\(field.name)' doesn't exist on type '\(typeName)'",
                "undefinedField",
                field.location,
                path,
                ["typeName": .string(typeName), "fieldName": .string(field.name)]
            )
            return
        }
        checkArguments(
            field.arguments,
            definition.arguments,
            .init(kind: "Field", name: field.name),
            field.location,
            path
        )
        let inner = definition.type.name
        if schema.isComposite(inner) {
            guard field.selections.isEmpty else { return check(field.selections, of: inner, path) }
            let message =
                "Field must have selections (field '\(field.name)' returns \(inner) but has no selections. "
                + "Did you mean '\(field.name) { ... }'?)"
            reportMismatch(message, field, inner, path)
        } else if !field.selections.isEmpty {
            reportMismatch(
                "Selections can't be made on scalars (field '\(field.name)' returns \(inner) but has selections)",
                field,
                inner,
                path
            )
        }
    }

    private mutating func reportMismatch(
        _ message: String,
        _ field: GraphQLDocument.Field,
        _ typeName: String,
        _ path: [String]
    ) {
        let details: JSONValue = ["nodeName": .string("field '\(field.name)'"), "typeName": .string(typeName)]
        report(message, "selectionMismatch", field.location, path, details)
    }

    private mutating func isCondition(_ typeName: String, _ location: GraphQLLocation, _ place: String) -> Bool {
        guard schema.types[typeName] != nil else {
            report(
                "No such type \(typeName), so it can't be a fragment condition",
                "undefinedType",
                location,
                [place],
                ["typeName": .string(typeName)]
            )
            return false
        }
        guard schema.isComposite(typeName) else {
            report(
                "Invalid fragment on type \(typeName) (must be Union, Interface or Object)",
                "fragmentOnNonCompositeType",
                location,
                [place]
            )
            return false
        }
        return true
    }

    private mutating func checkOverlap(
        _ condition: String,
        _ typeName: String,
        _ what: String,
        _ location: GraphQLLocation,
        _ path: [String]
    ) {
        guard schema.types[condition] != nil, !schema.overlap(condition, typeName) else { return }
        report(
            "\(what) \(condition) can't be spread inside \(typeName)",
            "cannotSpreadFragment",
            location,
            path,
            ["typeName": .string(condition), "parentName": .string(typeName)]
        )
    }
}
