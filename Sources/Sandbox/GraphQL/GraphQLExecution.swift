/// Carries a request out, field by field, in the order of the document.
struct GraphQLExecution<Context> {
    /// What a selection gave, and the points that were spent on it.
    struct Outcome {
        var value: JSONValue
        var cost: Int64
    }

    private let request: GraphQLRequest
    private let schema: GraphQLSchema
    private(set) var errors: [GraphQLError] = []

    private typealias Fields = [(name: String, fields: [GraphQLDocument.Field])]

    init(_ request: GraphQLRequest, schema: GraphQLSchema) {
        self.request = request
        self.schema = schema
    }

    /// The `data`, null when a field that must not be null failed; `errors` has why.
    mutating func run(on root: any GraphQLObject<Context>, in context: inout Context) -> Outcome {
        select(request.operation.selections, of: root, in: &context, []) ?? Outcome(value: .null, cost: 0)
    }

    /// Nil when a field failed that must not be null: what holds it is null then.
    private mutating func select(
        _ selections: [GraphQLDocument.Selection],
        of object: any GraphQLObject<Context>,
        in context: inout Context,
        _ path: [JSONValue]
    ) -> Outcome? {
        var collected: Fields = []
        collect(selections, object.typeName, &collected)
        var members: [JSONValue.Member] = []
        var cost: Int64 = 0
        for (name, fields) in collected {
            let path = path + [.string(name)]
            guard let outcome = resolve(fields, of: object, in: &context, path) else { return nil }
            members.append(JSONValue.Member(name: name, value: outcome.value))
            cost += outcome.cost
        }
        return Outcome(value: .object(members), cost: cost)
    }

    /// The fields to answer, those of one name together.
    private func collect(_ selections: [GraphQLDocument.Selection], _ typeName: String, _ fields: inout Fields) {
        for selection in selections {
            switch selection {
            case .field(let field):
                guard isWanted(field.directives) else { continue }
                if let index = fields.firstIndex(where: { $0.name == field.responseName }) {
                    fields[index].fields.append(field)
                } else {
                    fields.append((field.responseName, [field]))
                }
            case .spread(let name, let directives, _):
                guard let fragment = request.document.fragments[name], isWanted(directives),
                    schema.matches(typeName, fragment.typeName)
                else { continue }
                collect(fragment.selections, typeName, &fields)
            case .inline(let condition, let directives, let inner, _):
                guard isWanted(directives), condition.map({ schema.matches(typeName, $0) }) ?? true else { continue }
                collect(inner, typeName, &fields)
            }
        }
    }

    private func isWanted(_ directives: [GraphQLDocument.Directive]) -> Bool {
        directives.allSatisfy { directive in
            guard let given = directive.arguments.first(where: { $0.name == "if" })?.value else { return true }
            let value: JSONValue =
                switch given {
                case .variable(let name): request.variables[name]
                case .bool(let value): .bool(value)
                default: .null
                }
            switch directive.name {
            case "include": return value == .bool(true)
            case "skip": return value != .bool(true)
            default: return true
            }
        }
    }

    private mutating func resolve(
        _ fields: [GraphQLDocument.Field],
        of object: any GraphQLObject<Context>,
        in context: inout Context,
        _ path: [JSONValue]
    ) -> Outcome? {
        let field = fields[0]
        guard field.name != "__typename" else { return Outcome(value: .string(object.typeName), cost: 0) }
        // The document was checked against the schema.
        guard let definition = schema.fields(of: object.typeName)?[field.name] else { return nil }
        do throws(GraphQLError) {
            let call = GraphQLFieldCall(
                name: field.name,
                parent: object.typeName,
                arguments: try arguments(field.arguments, definition.arguments, field, path),
                directives: try directives(field, path),
                location: field.location,
                path: path
            )
            let value = try object.resolve(call, in: &context)
            let selections = fields.flatMap(\.selections)
            var outcome = complete(value, definition.type, selections, call, in: &context)
            if object.typeName == GraphQLSchema.mutationRoot { outcome?.cost += GraphQLCost.mutation }
            return outcome
        } catch {
            errors.append(error)
            return definition.type.isNonNull ? nil : Outcome(value: .null, cost: 0)
        }
    }

    private mutating func complete(
        _ value: GraphQLValue<Context>,
        _ type: GraphQLTypeReference,
        _ selections: [GraphQLDocument.Selection],
        _ call: GraphQLFieldCall,
        in context: inout Context
    ) -> Outcome? {
        var outcome: Outcome?
        switch value {
        case .leaf(.null): outcome = nil
        case .leaf(let leaf): return Outcome(value: leaf, cost: 0)
        case .object(let object):
            outcome = select(selections, of: object, in: &context, call.path)
            outcome?.cost += GraphQLCost.own(type.name, in: call.parent, schema)
        case .list(let elements):
            outcome = complete(elements, type.nullable, selections, call, in: &context)
        }
        return outcome ?? (type.isNonNull ? nil : Outcome(value: .null, cost: 0))
    }

    private mutating func complete(
        _ elements: [GraphQLValue<Context>],
        _ type: GraphQLTypeReference,
        _ selections: [GraphQLDocument.Selection],
        _ call: GraphQLFieldCall,
        in context: inout Context
    ) -> Outcome? {
        let inner = if case .list(let element) = type { element } else { type }
        var list: [JSONValue] = []
        var dearest: Int64 = 0
        for (index, element) in elements.enumerated() {
            let call = call.element(index)
            guard let one = complete(element, inner, selections, call, in: &context) else { return nil }
            list.append(one.value)
            dearest = max(dearest, one.cost)
        }
        let isCounted = GraphQLCost.isCounted(call.name, call.arguments)
        let weight = isCounted ? GraphQLCost.weight(Int64(list.count)) : 1
        return Outcome(value: .array(list), cost: dearest * weight)
    }

    private func arguments(
        _ given: [GraphQLDocument.Argument],
        _ known: [GraphQLSchema.Input],
        _ field: GraphQLDocument.Field,
        _ path: [JSONValue]
    ) throws(GraphQLError) -> JSONValue {
        let coercion = GraphQLCoercion(schema: schema)
        var members: [JSONValue.Member] = []
        for input in known {
            var literal = given.first { $0.name == input.name }?.value
            if case .variable(let name) = literal, !request.variables.has(name) { literal = nil }
            guard let literal = literal ?? input.defaultValue else { continue }
            do throws(GraphQLCoercion.Problem) {
                let value = try coercion.literal(literal, input.type, variables: request.variables)
                members.append(JSONValue.Member(name: input.name, value: value))
            } catch {
                throw GraphQLError(
                    "Argument '\(input.name)' on Field '\(field.name)' has an invalid value (\(error.explanation)).",
                    code: "argumentLiteralsIncompatible",
                    at: field.location,
                    path: path
                )
            }
        }
        return .object(members)
    }

    private func directives(
        _ field: GraphQLDocument.Field,
        _ path: [JSONValue]
    ) throws(GraphQLError) -> [String: JSONValue] {
        var all: [String: JSONValue] = [:]
        for directive in field.directives {
            guard let known = schema.directives[directive.name] else { continue }
            all[directive.name] = try arguments(directive.arguments, known, field, path)
        }
        return all
    }
}
