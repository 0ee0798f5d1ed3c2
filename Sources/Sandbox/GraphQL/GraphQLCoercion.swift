/// What was given becomes what a type takes: literals, variables and what is inside of both.
struct GraphQLCoercion {
    /// Why a value is not one of its type, and where in it.
    struct Problem: Error, Sendable {
        var path: [JSONValue] = []
        let explanation: String

        func inside(_ step: JSONValue) -> Problem { Problem(path: [step] + path, explanation: explanation) }
    }

    let schema: GraphQLSchema

    /// A value from the request's `variables`.
    func value(_ given: JSONValue, _ type: GraphQLTypeReference) throws(Problem) -> JSONValue {
        switch type {
        case .nonNull(let inner):
            guard given != .null else { throw Problem(explanation: "Expected value to not be null") }
            return try value(given, inner)
        case _ where given == .null:
            return .null
        case .list(let element):
            guard case .array(let elements) = given else { return .array([try value(given, element)]) }
            var taken: [JSONValue] = []
            for (index, one) in elements.enumerated() {
                do throws(Problem) {
                    taken.append(try value(one, element))
                } catch {
                    throw error.inside(.integer(Int64(index)))
                }
            }
            return .array(taken)
        case .named(let name):
            switch schema.types[name] {
            case .input(let fields): return try object(given, name, fields)
            case .enumeration(let cases):
                guard let text = given.text, cases.contains(text) else {
                    throw Problem(explanation: "Expected \"\(given.shown)\" to be one of: \(cases.sorted().listed)")
                }
                return given
            default: return try scalar(given, name)
            }
        }
    }

    private func object(
        _ given: JSONValue,
        _ name: String,
        _ fields: [GraphQLSchema.Input]
    ) throws(Problem) -> JSONValue {
        guard case .object(let members) = given else {
            throw Problem(explanation: "Expected \"\(given.shown)\" to be a key-value object")
        }
        for member in members where !fields.contains(where: { $0.name == member.name }) {
            throw Problem(path: [.string(member.name)], explanation: "Field is not defined on \(name)")
        }
        var taken: [JSONValue.Member] = []
        for field in fields {
            do throws(Problem) {
                if given.has(field.name) {
                    taken.append(.init(name: field.name, value: try value(given[field.name], field.type)))
                } else if let standard = field.defaultValue {
                    taken.append(.init(name: field.name, value: try literal(standard, field.type, variables: .null)))
                } else if field.type.isNonNull {
                    throw Problem(explanation: "Expected value to not be null")
                }
            } catch {
                throw error.inside(.string(field.name))
            }
        }
        return .object(taken)
    }

    private func scalar(_ given: JSONValue, _ name: String) throws(Problem) -> JSONValue {
        let fault = Problem(explanation: "Could not coerce value \(given.shown) to \(name)")
        switch (name, given) {
        case ("Int", .integer(let number)):
            guard Int32(exactly: number) != nil else { throw fault }
        case ("Float", .integer), ("Float", .decimal), ("Boolean", .bool): break
        case ("ID", .integer(let number)): return .string("\(number)")
        case ("Int", _), ("Float", _), ("Boolean", _): throw fault
        // Shopify's own scalars are texts.
        case (_, .string): break
        default: throw fault
        }
        return given
    }

    /// A value from the document; `variables` are coerced already. A variable that was not given leaves no member.
    func literal(
        _ given: GraphQLLiteral,
        _ type: GraphQLTypeReference,
        variables: JSONValue
    ) throws(Problem) -> JSONValue {
        try value(try plain(given, type, variables), type)
    }

    private func plain(
        _ given: GraphQLLiteral,
        _ type: GraphQLTypeReference,
        _ variables: JSONValue
    ) throws(Problem) -> JSONValue {
        switch given {
        case .variable(let name): return variables[name]
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let text): return Int64(text).map(JSONValue.integer) ?? .decimal(text)
        case .float(let text): return .decimal(text)
        case .string(let text):
            // In a document, unlike in variables, a name of a choice has no quotation marks.
            if case .enumeration = schema.types[type.name] {
                throw Problem(explanation: "Expected a name without quotation marks")
            }
            return .string(text)
        case .enumCase(let name):
            guard case .enumeration = schema.types[type.name] else {
                throw Problem(explanation: "Could not coerce value \(name) to \(type.name)")
            }
            return .string(name)
        case .list(let elements):
            let inner = if case .list(let element) = type.nullable { element } else { type }
            var taken: [JSONValue] = []
            for element in elements { taken.append(try plain(element, inner, variables)) }
            return .array(taken)
        case .object(let members):
            guard case .input(let fields) = schema.types[type.name] else {
                throw Problem(explanation: "Could not coerce value to \(type.name)")
            }
            var taken: [JSONValue.Member] = []
            for (name, value) in members {
                if case .variable(let variable) = value, !variables.has(variable) { continue }
                let inner = fields.first { $0.name == name }?.type ?? .named("String")
                taken.append(.init(name: name, value: try plain(value, inner, variables)))
            }
            return .object(taken)
        }
    }
}

extension JSONValue {
    /// As an error shows it.
    var shown: String {
        if case .string(let text) = self { text } else { String(decoding: bytes, as: UTF8.self) }
    }
}

extension [String] {
    fileprivate var listed: String { joined(separator: ", ") }
}
