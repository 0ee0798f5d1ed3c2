import DynamoDB
import JSONPull

extension StandInTables {
    private static let batchLimit = 25
    private static let transactionBytes = 4 << 20

    /// The rows that a transaction is about.
    static func rows(_ request: StandInRequest) throws -> [StandInRow] {
        try request.writes.map { StandInRow(table: $0.table, key: try StandInKey($0.item)) }
    }

    /// All conditions are looked at before anything is written.
    func transact(_ request: StandInRequest) throws -> [UInt8] {
        let rows = try Self.rows(request)
        guard (1...DynamoDBClient.transactionLimit).contains(rows.count) else {
            throw StandInFailure.invalid("a transaction has between 1 and 100 items")
        }
        guard Set(rows).count == rows.count else {
            throw StandInFailure.invalid("Transaction request cannot include multiple operations on one item")
        }
        var units: [String: Int] = [:]
        var bytes = 0
        var changes: [(table: StandInTable, key: StandInKey, item: Item?)] = []
        var reasons: [StandInFailure.Reason] = []
        for (write, row) in zip(request.writes, rows) {
            let table = try table(write.table)
            let old = table.stored(row.key)
            var used: Set<String> = []
            var reason = StandInFailure.Reason()
            if let text = write.condition {
                let condition = try condition(text)
                used.formUnion(condition.placeholders)
                if try !condition.holds(old?.item, write.placeholders) {
                    reason.code = "ConditionalCheckFailed"
                    reason.item = write.returnsOld ? old?.item : nil
                }
            }
            reasons.append(reason)
            let new = try self.new(write, old?.item, &used)
            try write.placeholders.refuseUnused(used)
            let size = new?.storedBytes ?? 0
            bytes += size
            let charged = Capacity.transactionFactor * Capacity.writeUnits(max(size, old?.bytes ?? 0))
            charge(write: charged, write.table, write.kind.rawValue)
            units[write.table, default: 0] += charged
            if write.kind != .check { changes.append((table, row.key, new)) }
        }
        guard bytes <= Self.transactionBytes else { throw StandInFailure.invalid("a transaction has more than 4 MB") }
        guard reasons.allSatisfy({ $0.code == "None" }) else {
            usage.count("TransactWriteItems") {
                $0.cancelled += 1
                $0.cancelledUnits += Double(units.values.reduce(0, +))
            }
            throw StandInFailure.cancelled(reasons)
        }
        for (change, row) in zip(changes, request.writes.filter { $0.kind != .check }) {
            let inIndexes = try change.table.set(change.key, change.item)
            charge(write: inIndexes, row.table, "index")
            units[row.table, default: 0] += inIndexes
        }
        return told("TransactWriteItems", units)
    }

    /// What the row becomes; nil where it goes. A row that is only checked stays.
    private func new(_ write: StandInRequest.Write, _ old: Item?, _ used: inout Set<String>) throws -> Item? {
        switch write.kind {
        case .put: return write.item
        case .delete: return nil
        case .check: return old
        case .update:
            let update = try update(write.update ?? "")
            used.formUnion(update.placeholders)
            // Where the condition does not hold, what the update refers to may not be there either.
            if let text = write.condition, try !condition(text).holds(old, write.placeholders) { return old }
            return try update.applied(to: old, key: write.item, write.placeholders)
        }
    }

    func put(_ request: StandInRequest) throws -> [UInt8] {
        let table = try table(request.table)
        let key = try StandInKey(request.item)
        let size = max(request.item.storedBytes, table.stored(key)?.bytes ?? 0)
        let inIndexes = try table.set(key, request.item)
        charge(write: Capacity.writeUnits(size), request.table, "PutItem")
        charge(write: inIndexes, request.table, "index")
        let units = Double(Capacity.writeUnits(size) + inIndexes)
        usage.count("PutItem") { $0.units += units }
        return object { writer in
            writer.key("ConsumedCapacity")
            writer.capacity(request.table, units)
        }
    }

    func batchDelete(_ request: StandInRequest) throws -> [UInt8] {
        let rows = try Self.rows(request)
        guard (1...Self.batchLimit).contains(rows.count), Set(rows).count == rows.count else {
            throw StandInFailure.invalid("a batch has between 1 and 25 items, each once")
        }
        var units: [String: Int] = [:]
        for row in rows {
            let table = try table(row.table)
            let charged = Capacity.writeUnits(table.stored(row.key)?.bytes ?? 0)
            let inIndexes = try table.set(row.key, nil)
            charge(write: charged, row.table, "BatchWriteItem")
            charge(write: inIndexes, row.table, "index")
            units[row.table, default: 0] += charged + inIndexes
        }
        return told("BatchWriteItem", units)
    }

    private func told(_ operation: String, _ units: [String: Int]) -> [UInt8] {
        usage.count(operation) { $0.units += Double(units.values.reduce(0, +)) }
        return object { writer in
            writer.key("ConsumedCapacity")
            writer.array { writer in for (table, count) in units { writer.capacity(table, Double(count)) } }
        }
    }
}

/// Names one row of all tables.
struct StandInRow: Hashable {
    let table: String
    let key: StandInKey
}
