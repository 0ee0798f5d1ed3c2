/// What a request costs, in points. Shopify does not publish the sums; these agree with the recorded answers: a mutation
/// costs 10 and what its payload holds is free, an object 1, a connection 2 and its nodes as the square root of their
/// number.
enum GraphQLCost {
    static let mutation: Int64 = 10
    /// A dearer request is not carried out.
    static let maximum: Int64 = 1000

    /// How often each node of so many counts.
    static func weight(_ count: Int64) -> Int64 {
        count <= 0 ? 0 : Int64(Double(min(count, 1_000_000)).squareRoot().rounded(.up))
    }

    /// Whether a list counts by its length: pages and lists by ids do, others once.
    static func isCounted(_ field: String, _ arguments: JSONValue) -> Bool {
        field == "nodes" || field == "edges" || arguments.has("ids")
    }

    /// Of an object itself, whatever is selected of it.
    static func own(_ typeName: String, in parent: String, _ schema: GraphQLSchema) -> Int64 {
        if typeName.hasSuffix("Connection") { return 2 }
        if case .union = schema.types[typeName] { return 0 }
        guard schema.isComposite(typeName), typeName != "PageInfo", !parent.hasSuffix("Payload") else { return 0 }
        return typeName.hasSuffix("Edge") || typeName.hasSuffix("Payload") ? 0 : 1
    }
}

/// What a request would cost if every page were full: known, and taken, before it is carried out.
struct GraphQLEstimate {
    private let request: GraphQLRequest
    private let schema: GraphQLSchema

    static func cost(of request: GraphQLRequest, schema: GraphQLSchema) -> Int64 {
        let estimate = GraphQLEstimate(request: request, schema: schema)
        let isMutation = request.operation.kind == .mutation
        let root = isMutation ? GraphQLSchema.mutationRoot : GraphQLSchema.queryRoot
        return estimate.cost(request.operation.selections, of: root, pageSize: 1)
    }

    /// `pageSize` is that of the connection around.
    private func cost(_ selections: [GraphQLDocument.Selection], of typeName: String, pageSize: Int64) -> Int64 {
        var sum: Int64 = 0
        var dearestCase: Int64 = 0
        func add(_ inner: [GraphQLDocument.Selection], on condition: String) {
            let cost = cost(inner, of: condition, pageSize: pageSize)
            // An object is one of several types: the dearest counts.
            if condition == typeName { sum += cost } else { dearestCase = max(dearestCase, cost) }
        }
        for selection in selections {
            switch selection {
            case .field(let field): sum += cost(field, of: typeName, pageSize)
            case .inline(let condition, _, let inner, _): add(inner, on: condition ?? typeName)
            case .spread(let name, _, _):
                guard let fragment = request.document.fragments[name] else { continue }
                add(fragment.selections, on: fragment.typeName)
            }
        }
        return min(sum + dearestCase, Int64(Int32.max))
    }

    private func cost(_ field: GraphQLDocument.Field, of typeName: String, _ pageSize: Int64) -> Int64 {
        guard let type = schema.fields(of: typeName)?[field.name]?.type.name, schema.isComposite(type) else { return 0 }
        let own = GraphQLCost.own(type, in: typeName, schema)
        if typeName == GraphQLSchema.mutationRoot {
            return GraphQLCost.mutation + cost(field.selections, of: type, pageSize: 1)
        }
        if type.hasSuffix("Connection") {
            let size = max(number("first", of: field), number("last", of: field))
            return own + cost(field.selections, of: type, pageSize: size)
        }
        let inner = own + cost(field.selections, of: type, pageSize: 1)
        if field.name == "nodes" || field.name == "edges", typeName.hasSuffix("Connection") {
            return inner * GraphQLCost.weight(pageSize)
        }
        let ids = field.arguments.first { $0.name == "ids" }.flatMap { value($0.value).elements?.count }
        return inner * (ids.map { GraphQLCost.weight(Int64($0)) } ?? 1)
    }

    private func number(_ argument: String, of field: GraphQLDocument.Field) -> Int64 {
        field.arguments.first { $0.name == argument }.flatMap { value($0.value).number } ?? 0
    }

    private func value(_ literal: GraphQLLiteral) -> JSONValue {
        switch literal {
        case .variable(let name): request.variables[name]
        case .int(let text): Int64(text).map(JSONValue.integer) ?? .null
        case .list(let elements): .array(elements.map(value))
        default: .null
        }
    }
}
