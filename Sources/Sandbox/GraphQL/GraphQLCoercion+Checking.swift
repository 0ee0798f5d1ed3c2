extension GraphQLCoercion {
    /// Throws unless a value of a document can become one of its type, whatever its variables are.
    func check(_ given: GraphQLLiteral, _ type: GraphQLTypeReference) throws(Problem) {
        switch (given, type.nullable) {
        case (.variable, _): return
        case _ where given.variables.isEmpty: _ = try literal(given, type, variables: .null)
        case (.list(let elements), .list(let inner)):
            for element in elements { try check(element, inner) }
        // One thing stands for a list of it.
        case (_, .list(let inner)): try check(given, inner)
        case (.object(let members), .named(let name)):
            guard case .input(let fields) = schema.types[name] else {
                throw Problem(explanation: "Could not coerce value to \(name)")
            }
            for (name, value) in members {
                guard let field = fields.first(where: { $0.name == name }) else {
                    throw Problem(path: [.string(name)], explanation: "Field is not defined on \(type.name)")
                }
                try check(value, field.type)
            }
            for field in fields where field.isRequired && !members.contains(where: { $0.name == field.name }) {
                throw Problem(path: [.string(field.name)], explanation: "Expected value to not be null")
            }
        default: throw Problem(explanation: "Could not coerce value to \(type.text)")
        }
    }
}
