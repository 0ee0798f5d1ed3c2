import DynamoDB
import JSONPull

/// The tables and what is done to them: as much of DynamoDB as this program's engine uses, in memory. Belongs to the event
/// loop of the stand-in.
final class StandInTables {
    var tables: [String: StandInTable] = [:]
    var usage = StandInUsage()
    private var conditions: [String: Condition] = [:]
    private var updates: [String: Update] = [:]

    /// Carries out one request.
    ///
    /// Throws `StandInFailure`.
    func answer(_ operation: String, _ body: [UInt8]) throws -> [UInt8] {
        try answer(operation, StandInRequest(body, operation: operation))
    }

    func answer(_ operation: String, _ request: StandInRequest) throws -> [UInt8] {
        switch operation {
        case "TransactWriteItems": try transact(request)
        case "BatchGetItem": try batchGet(request)
        case "BatchWriteItem": try batchDelete(request)
        case "PutItem": try put(request)
        case "Query": try query(request)
        case "CreateTable": try create(request)
        case "DescribeTable": try describe(request)
        case "DeleteTable": try delete(request)
        case "DescribeTimeToLive", "UpdateTimeToLive": try timeToLive(request)
        case "DescribeContinuousBackups", "UpdateContinuousBackups":
            try recovery(request, isUpdate: operation == "UpdateContinuousBackups")
        default: throw StandInFailure(type: "UnknownOperationException", message: "\(operation) is not known here")
        }
    }

    func table(_ name: String) throws -> StandInTable {
        guard let table = tables[name] else { throw StandInFailure.noTable(name) }
        return table
    }

    /// The few texts that come again and again are read once.
    func condition(_ text: String) throws -> Condition {
        if let known = conditions[text] { return known }
        let condition = try Condition(text)
        conditions[text] = condition
        return condition
    }

    func update(_ text: String) throws -> Update {
        if let known = updates[text] { return known }
        let update = try Update(text)
        updates[text] = update
        return update
    }

    func charge(write units: Int, _ table: String, _ kind: String) {
        if units > 0 { usage.writeUnits["\(table) \(kind)", default: 0] += Double(units) }
    }

    func charge(read units: Double, _ table: String, _ kind: String) {
        usage.readUnits["\(table) \(kind)", default: 0] += units
    }

    // MARK: - Tables

    private func create(_ request: StandInRequest) throws -> [UInt8] {
        guard tables[request.table] == nil else {
            throw StandInFailure(type: "ResourceInUseException", message: "the table \(request.table) is there already")
        }
        tables[request.table] = StandInTable(indexes: request.indexes)
        return try describe(request)
    }

    private func describe(_ request: StandInRequest) throws -> [UInt8] {
        let table = try table(request.table)
        return object { writer in
            writer.key("Table")
            writer.object { writer in
                writer.key("TableStatus")
                writer.string("ACTIVE")
                writer.key("KeySchema")
                writer.array { writer in
                    for name in [ItemKey.partitionName, ItemKey.sortName] {
                        writer.object { writer in
                            writer.key("AttributeName")
                            writer.string(name)
                        }
                    }
                }
                writer.key("GlobalSecondaryIndexes")
                writer.array { writer in
                    for index in table.indexes {
                        writer.object { writer in
                            writer.key("IndexName")
                            writer.string(index.name)
                            writer.key("IndexStatus")
                            writer.string("ACTIVE")
                        }
                    }
                }
            }
        }
    }

    private func delete(_ request: StandInRequest) throws -> [UInt8] {
        _ = try table(request.table)
        tables[request.table] = nil
        return object { _ in }
    }

    private func timeToLive(_ request: StandInRequest) throws -> [UInt8] {
        let table = try table(request.table)
        table.timeToLive = request.timeToLive ?? table.timeToLive
        return object { writer in
            writer.key("TimeToLiveDescription")
            writer.object { writer in
                writer.key("TimeToLiveStatus")
                writer.string(table.timeToLive == nil ? "DISABLED" : "ENABLED")
                guard let name = table.timeToLive else { return }
                writer.key("AttributeName")
                writer.string(name)
            }
        }
    }

    private func recovery(_ request: StandInRequest, isUpdate: Bool) throws -> [UInt8] {
        let table = try table(request.table)
        if isUpdate { table.hasRecovery = true }
        return object { writer in
            writer.key("ContinuousBackupsDescription")
            writer.object { writer in
                writer.key("PointInTimeRecoveryDescription")
                writer.object { writer in
                    writer.key("PointInTimeRecoveryStatus")
                    writer.string(table.hasRecovery ? "ENABLED" : "DISABLED")
                }
            }
        }
    }
}

/// A JSON object.
func object(_ members: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    try writer.object(members)
    return writer.bytes
}

extension JSONWriter {
    /// `ConsumedCapacity` of one table.
    mutating func capacity(_ table: String, _ units: Double) {
        object { writer in
            writer.key("TableName")
            writer.string(table)
            writer.key("CapacityUnits")
            writer.raw("\(units)".utf8)
        }
    }
}
