/// The bulk queries of a shop: carried out at once, and said to be done a little later.
struct BulkOperations: Sendable {
    struct Operation: Sendable {
        let id: Int64
        let query: String
        let createdAt: ShopTime
        /// From then on it is done, unless it was cancelled before.
        let completedAt: ShopTime
        var cancelledAt: ShopTime?
        /// JSON lines.
        let lines: [UInt8]
        let objectCount: Int64
        let rootObjectCount: Int64
        /// The query failed while it was carried out.
        let hasFailed: Bool

        func status(at now: ShopTime) -> String {
            if cancelledAt != nil { return "CANCELED" }
            guard now >= completedAt else { return "RUNNING" }
            return hasFailed ? "FAILED" : "COMPLETED"
        }
    }

    static let maximumRunning = 5
    /// Older ones are forgotten, with their results.
    static let maximumKept = 20

    /// Oldest first.
    var operations: [Operation] = []
    /// How long one takes.
    var milliseconds: Int64 = 500
    /// Where results are fetched: the shop's own address.
    var address = ""

    func running(at now: ShopTime) -> Int { operations.count { $0.status(at: now) == "RUNNING" } }

    /// What is at `/bulk/{id}.jsonl`; nil while it is not done.
    func result(_ id: Int64, at now: ShopTime) -> [UInt8]? {
        operations.first { $0.id == id && $0.status(at: now) == "COMPLETED" }?.lines
    }

    mutating func add(_ operation: Operation) {
        operations.append(operation)
        if operations.count > Self.maximumKept { operations.removeFirst() }
    }
}

struct BulkOperationNode: AdminObject {
    let operation: BulkOperations.Operation

    var typeName: String { "BulkOperation" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        let status = operation.status(at: context.now)
        let isDone = status == "COMPLETED"
        // Without a result there is no file.
        let url = "\(context.shop.bulk.address)/bulk/\(operation.id).jsonl"
        let hasFile = isDone && !operation.lines.isEmpty
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, operation.id))
        case "status": return .text(status)
        case "type": return .text("QUERY")
        case "query": return .text(operation.query)
        case "errorCode": return .text(status == "FAILED" ? "INTERNAL_SERVER_ERROR" : nil)
        case "createdAt": return .text(operation.createdAt.utc)
        case "completedAt": return .text(isDone ? operation.completedAt.utc : operation.cancelledAt?.utc)
        case "objectCount": return .text(isDone ? "\(operation.objectCount)" : "0")
        case "rootObjectCount": return .text(isDone ? "\(operation.rootObjectCount)" : "0")
        case "fileSize": return .text(hasFile ? "\(operation.lines.count)" : nil)
        case "url": return .text(hasFile ? url : nil)
        default: return .null
        }
    }
}

extension AdminContext {
    mutating func runBulkQuery(_ field: GraphQLFieldCall) -> AdminValue {
        let query = field.arguments["query"].text ?? ""
        func refused(_ code: String, _ message: String) -> AdminValue {
            Self.bulkPayload("RunQuery", nil, [Self.bulkError(["query"], code, message)])
        }
        guard shop.bulk.running(at: now) < BulkOperations.maximumRunning else {
            return refused(
                "LIMIT_REACHED",
                "A shop runs at most \(BulkOperations.maximumRunning) bulk queries at once."
            )
        }
        let request: GraphQLRequest
        do throws(GraphQLRefusal) {
            request = try GraphQLRequest(query: query, operationName: nil, variables: .null, schema: AdminAPI.schema)
        } catch {
            return refused("INVALID", "Invalid bulk query: \(error.errors.map(\.message).joined(separator: "; "))")
        }
        guard request.operation.kind == .query else { return refused("INVALID", "Invalid bulk query: not a query") }
        var execution = GraphQLExecution<AdminContext>(request, schema: AdminAPI.schema)
        isBulk = true
        let data = execution.run(on: QueryRoot(), in: &self).value
        isBulk = false
        let result = BulkResult(data)
        guard result.hasConnection else {
            return refused("INVALID", "Bulk queries must contain at least one connection.")
        }
        let operation = BulkOperations.Operation(
            id: shop.newId(),
            query: query,
            createdAt: now,
            completedAt: ShopTime(milliseconds: now.milliseconds + shop.bulk.milliseconds),
            lines: result.lines,
            objectCount: result.objectCount,
            rootObjectCount: result.rootObjectCount,
            hasFailed: !execution.errors.isEmpty
        )
        shop.bulk.add(operation)
        return Self.bulkPayload("RunQuery", operation, [])
    }

    mutating func cancelBulkOperation(_ field: GraphQLFieldCall) -> AdminValue {
        let id = GlobalIDText.number(field.arguments["id"], of: "BulkOperation")
        guard let index = shop.bulk.operations.firstIndex(where: { $0.id == id }) else {
            return Self.bulkPayload("Cancel", nil, [Self.error(["id"], "Bulk operation does not exist")])
        }
        guard shop.bulk.operations[index].status(at: now) == "RUNNING" else {
            let error = Self.error(["id"], "A bulk operation cannot be canceled when it is done")
            return Self.bulkPayload("Cancel", shop.bulk.operations[index], [error])
        }
        shop.bulk.operations[index].cancelledAt = now
        return Self.bulkPayload("Cancel", shop.bulk.operations[index], [])
    }

    private static func bulkPayload(
        _ verb: String,
        _ operation: BulkOperations.Operation?,
        _ errors: [AdminRecord]
    ) -> AdminValue {
        .object(
            AdminRecord(
                "BulkOperation\(verb)Payload",
                [
                    "bulkOperation": .object(operation.map { BulkOperationNode(operation: $0) }),
                    "userErrors": .objects(errors),
                ]
            )
        )
    }

    private static func bulkError(_ field: [String], _ code: String, _ message: String) -> AdminRecord {
        AdminRecord(
            "BulkOperationUserError",
            ["field": .leaf(.array(field.map(JSONValue.string))), "code": .text(code), "message": .text(message)]
        )
    }
}
