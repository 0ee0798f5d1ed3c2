/// A request that was read, checked against the schema, and whose variables are of their types.
struct GraphQLRequest: Sendable {
    let document: GraphQLDocument
    let operation: GraphQLDocument.Operation
    /// Those that were given or have a default.
    let variables: JSONValue

    /// Throws all that is wrong, as far as it can be told before anything is carried out.
    init(
        query: String,
        operationName: String?,
        variables given: JSONValue,
        schema: GraphQLSchema
    ) throws(GraphQLRefusal) {
        do throws(GraphQLError) {
            document = try GraphQLDocument(parsing: query)
            operation = try Self.operation(operationName, of: document)
        } catch {
            throw GraphQLRefusal(errors: [error])
        }
        var validator = GraphQLValidator(schema: schema, document: document)
        validator.check()
        guard validator.errors.isEmpty else { throw GraphQLRefusal(errors: validator.errors) }
        do throws(GraphQLError) {
            variables = try Self.variables(given, of: operation, GraphQLCoercion(schema: schema))
        } catch {
            throw GraphQLRefusal(errors: [error])
        }
    }

    private static func operation(
        _ name: String?,
        of document: GraphQLDocument
    ) throws(GraphQLError) -> GraphQLDocument.Operation {
        guard let name, !name.isEmpty else {
            guard document.operations.count == 1, let only = document.operations.first else {
                throw GraphQLError("An operation name is required")
            }
            return only
        }
        guard let named = document.operations.first(where: { $0.name == name }) else {
            throw GraphQLError("No operation named \"\(name)\"")
        }
        return named
    }

    private static func variables(
        _ given: JSONValue,
        of operation: GraphQLDocument.Operation,
        _ coercion: GraphQLCoercion
    ) throws(GraphQLError) -> JSONValue {
        var taken: [JSONValue.Member] = []
        for variable in operation.variables {
            let value = given[variable.name]
            do throws(GraphQLCoercion.Problem) {
                if given.has(variable.name) {
                    taken.append(.init(name: variable.name, value: try coercion.value(value, variable.type)))
                } else if let standard = variable.defaultValue {
                    let value = try coercion.literal(standard, variable.type, variables: .null)
                    taken.append(.init(name: variable.name, value: value))
                } else if variable.type.isNonNull {
                    throw GraphQLCoercion.Problem(explanation: "Expected value to not be null")
                }
            } catch {
                throw invalid(variable, value, error)
            }
        }
        return .object(taken)
    }

    /// As recorded of Shopify.
    private static func invalid(
        _ variable: GraphQLDocument.Variable,
        _ value: JSONValue,
        _ problem: GraphQLCoercion.Problem
    ) -> GraphQLError {
        let place = problem.path.map(\.shown).joined(separator: ".")
        let detail = place.isEmpty ? "" : " for \(place) (\(problem.explanation))"
        return GraphQLError(
            "Variable $\(variable.name) of type \(variable.type.text) was provided invalid value\(detail)",
            code: "INVALID_VARIABLE",
            at: variable.location,
            [
                "value": value,
                "problems": [["path": .array(problem.path), "explanation": .string(problem.explanation)]],
            ]
        )
    }
}

/// A request that is answered with errors and without data.
struct GraphQLRefusal: Error, Sendable {
    let errors: [GraphQLError]
}
