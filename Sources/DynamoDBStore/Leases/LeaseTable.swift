import DynamoDB
import Sync

/// Reads and writes leases. No two clocks are compared: a row is as old as this instance has watched it unchanged.
struct LeaseTable: Sendable {
    let reader: TableReader
    private let sightings: Sightings

    init(_ reader: TableReader, time: PassingTime) {
        self.reader = reader
        sightings = Sightings(time: time)
    }

    /// All leases there are.
    func all() async throws -> [RowKey: Row] {
        let range = RangeKey(place: LeaseRow.place, after: nil, through: nil, limit: .max)
        let rows = Dictionary(uniqueKeysWithValues: try await reader.range(range).map { ($0.key, $0.row) })
        sightings.forget(allBut: rows)
        return rows
    }

    func row(_ key: RowKey) async throws -> Row? {
        try await reader.rows([key])[key] ?? nil
    }

    /// For how long it has not changed, as far as this instance has watched.
    func age(of key: RowKey, _ row: Row) -> Duration { sightings.age(of: key, row) }

    /// Writes the row if it is still as it was. False when another instance was quicker, nil when that cannot be told yet: a
    /// commit that the row is a condition of was under way.
    func write(_ key: RowKey, owner: String, _ term: Int64, from row: Row?) async throws -> Bool? {
        try await write(key, owner: owner, term, if: Self.isStill(row))
    }

    /// Makes the row younger if it is still of this owner and term.
    func renew(_ fence: Fence) async throws -> Bool? {
        try await write(fence.key, owner: fence.owner, fence.term, if: fence.condition)
    }

    /// Takes the owner off if it is still this one.
    func release(_ fence: Fence) async throws {
        _ = try await write(fence.key, owner: "", fence.term, if: fence.condition)
    }

    /// Deletes the row if it is still as it was.
    func remove(_ key: RowKey, _ row: Row) async throws {
        _ = try await change(key, .delete, CommitName.once(), if: Self.isStill(row))
    }

    /// Deletes the row if it is still of this owner.
    func remove(_ fence: Fence) async throws {
        _ = try await change(fence.key, .delete, CommitName.once(), if: fence.condition)
    }

    private static func isStill(_ row: Row?) -> Expression {
        let base: StepRows.Base = row.map { .commit($0.commit) } ?? .absent
        return base.condition
    }

    private func write(_ key: RowKey, owner: String, _ term: Int64, if condition: Expression) async throws -> Bool? {
        let commit = CommitName.once()
        var item: Item = [:]
        item.set(LeaseRow.ownerName, owner)
        item.set(LeaseRow.termName, term)
        return try await change(key, .put(item.named(commit).with(key)), commit, if: condition)
    }

    private func change(
        _ key: RowKey,
        _ action: ItemWrite.Action,
        _ commit: String,
        if condition: Expression
    ) async throws -> Bool? {
        let write = ItemWrite(key: key.itemKey(prefix: reader.prefix), action: action, condition: condition)
        do {
            try await reader.client.transactWrite([write], token: commit)
            return true
        } catch DynamoDBError.cancelled(let reasons, _) {
            // A reply was lost: the row is ours.
            if reasons.contains(where: { $0.item?.optionalText(Row.commitName) == commit }) { return true }
            // Else a commit that was fenced with it was under way: the next look tries again.
            return reasons.contains { $0.code == .conditionFailed } ? false : nil
        }
    }
}
