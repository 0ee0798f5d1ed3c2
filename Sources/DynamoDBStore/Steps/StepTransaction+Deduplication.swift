import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func transaction(_ key: TransactionKey) throws -> TransactionRecord? {
        try alive(TransactionRecord.key(tenant, key)).map(TransactionRecord.init)
    }

    func put(_ record: TransactionRecord) throws {
        let key = TransactionRecord.key(tenant, record.key)
        // A row past its time counts as absent, and the new one takes another place in the list.
        let place = try alive(key).map { try $0.text("place") } ?? newID()
        try rows.write(key, record.item(tenant, place: place))
    }

    func idempotentAnswer(_ scope: IdempotentAnswer.Scope) throws -> IdempotentAnswer? {
        let key = IdempotentAnswer.key(tenant, scope)
        guard let item = try alive(key) else { return nil }
        return try IdempotentAnswer(scope, item, body: try BodyRows(self, key).read(item))
    }

    func put(_ answer: IdempotentAnswer) throws {
        let key = IdempotentAnswer.key(tenant, answer.scope)
        let body = BodyRows(self, key)
        if let old = try rows.read(key, optimistically: true) { try body.delete(old) }
        var item = answer.item
        body.write(answer.body, &item, expiresAt: answer.expiresAt)
        try rows.write(key, item)
    }

    /// The row unless it is absent or past its time.
    private func alive(_ key: RowKey) throws -> Item? {
        guard let item = try rows.read(key, optimistically: true), try item.time("until") > now else { return nil }
        return item
    }
}

/// Bodies in a row, or in rows of their own where they would not fit into it: an item holds 400 KB at most.
struct BodyRows {
    private let step: StepTransaction
    private let owner: RowKey

    static let partBytes = 180_000

    init(_ step: StepTransaction, _ owner: RowKey) {
        self.step = step
        self.owner = owner
    }

    static func parts(_ owner: RowKey) -> PartitionKey {
        PartitionKey(table: owner.table, partition: "\(owner.partition)/\(owner.sort)/body")
    }

    func write(_ body: [UInt8], _ item: inout Item, expiresAt: Timestamp? = nil) {
        guard body.count > Self.partBytes else {
            item.set("body", body)
            return
        }
        let id = step.newID()
        item.set("bodyId", id)
        for (number, start) in stride(from: 0, to: body.count, by: Self.partBytes).enumerated() {
            var part: Item = [:]
            part.set("part", Array(body[start..<min(body.count, start + Self.partBytes)]))
            part.set(StoreTable.endAttribute, expiresAt?.wholeSecondsRoundedUp)
            step.rows.writeBlindly(Self.parts(owner).row("\(id)/\(SortText.number(Int64(number)))"), part)
        }
    }

    func read(_ item: Item) throws -> [UInt8] {
        if let body = item["body"]?.bytes { return body }
        return try parts(item).flatMap { try $0.item.bytes("part") }
    }

    func delete(_ item: Item) throws {
        guard item["body"] == nil else { return }
        for part in try parts(item) { try step.rows.write(part.key, nil) }
    }

    private func parts(_ item: Item) throws -> [(key: RowKey, item: Item)] {
        let id = try item.text("bodyId")
        return try step.rows.range(Self.parts(owner), after: "\(id)/", through: "\(id)/" + SortText.last)
    }
}
