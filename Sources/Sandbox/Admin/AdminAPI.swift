/// The Admin GraphQL API of a shop, without its transport.
enum AdminAPI {
    /// What an answer is, and what came of it.
    struct Answer: Sendable {
        let envelope: JSONValue
        var changes: [ShopChange] = []
        var written: [(sku: String, to: Int64)] = []
        var stale = 0
    }

    static let schema: GraphQLSchema = {
        do throws(GraphQLError) {
            return try GraphQLSchema(parsing: String(decoding: PackageResources.admin_graphql, as: UTF8.self))
        } catch {
            // The schema is part of the program, and a test reads it.
            preconditionFailure("Templates/admin.graphql: \(error.message)")
        }
    }()

    /// Carries out `body`, a request in JSON; nil for what is none.
    static func answer(
        _ body: [UInt8],
        _ shop: inout ShopState,
        version: AdminVersion,
        pageLimit: Int,
        at now: ShopTime
    ) -> Answer? {
        guard case .success(let asked) = Result(catching: { try JSONValue(body) }), let query = asked["query"].text
        else { return nil }
        let request: GraphQLRequest
        do throws(GraphQLRefusal) {
            request = try GraphQLRequest(
                query: query,
                operationName: asked["operationName"].text,
                variables: asked["variables"],
                schema: schema
            )
        } catch {
            return Answer(envelope: ["errors": .array(error.errors.map(\.json))])
        }
        return answer(request, &shop, version: version, pageLimit: pageLimit, at: now)
    }

    private static func answer(
        _ request: GraphQLRequest,
        _ shop: inout ShopState,
        version: AdminVersion,
        pageLimit: Int,
        at now: ShopTime
    ) -> Answer {
        let requested = GraphQLEstimate.cost(of: request, schema: schema)
        guard requested <= GraphQLCost.maximum else {
            return Answer(envelope: ["errors": [tooDear(requested).json]])
        }
        guard shop.bucket.take(Double(requested), at: now) else {
            return Answer(envelope: throttled(shop.bucket.cost(requested: requested, actual: nil)))
        }
        var execution = GraphQLExecution<AdminContext>(request, schema: schema)
        // Taken out while it is worked on, so that nothing of it is copied.
        var context = AdminContext(shop: .none, now: now, apiVersion: version, pageLimit: pageLimit)
        swap(&context.shop, &shop)
        let root: AnyAdminObject = request.operation.kind == .mutation ? MutationRoot() as AnyAdminObject : QueryRoot()
        let outcome = execution.run(on: root, in: &context)
        swap(&context.shop, &shop)
        let actual = min(outcome.cost, requested)
        shop.bucket.giveBack(Double(requested - actual))
        var members: [JSONValue.Member] = [.init(name: "data", value: outcome.value)]
        if !execution.errors.isEmpty {
            members.append(.init(name: "errors", value: .array(execution.errors.map(\.json))))
        }
        let cost = shop.bucket.cost(requested: requested, actual: actual)
        members.append(.init(name: "extensions", value: ["cost": cost]))
        return Answer(
            envelope: .object(members),
            changes: context.changes,
            written: context.written,
            stale: context.stale
        )
    }

    /// Nothing was carried out.
    static func throttled(_ cost: JSONValue) -> JSONValue {
        ["errors": [GraphQLError("Throttled", code: "THROTTLED").json], "extensions": ["cost": cost]]
    }

    private static func tooDear(_ cost: Int64) -> GraphQLError {
        GraphQLError(
            "Query cost is \(cost), which exceeds the single query max cost limit (\(GraphQLCost.maximum)).",
            code: "MAX_COST_EXCEEDED",
            ["cost": .integer(cost), "maxCost": .integer(GraphQLCost.maximum)]
        )
    }
}
