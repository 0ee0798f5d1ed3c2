import DynamoDB
import Sync

/// Reads rows from the tables, as the last commit left them.
struct TableReader: Sendable {
    let client: DynamoDBClient
    let prefix: String
    let locks: LockedRows

    private static let batchLimit = 100

    init(client: DynamoDBClient, prefix: String, lockPatience: Duration, time: PassingTime) {
        self.client = client
        self.prefix = prefix
        locks = LockedRows(client: client, prefix: prefix, patience: lockPatience, time: time)
    }

    /// All of the keys; nil for a row that is not there. `forWriting`: locks of others are waited for and taken off.
    func rows(_ keys: some Collection<RowKey>, forWriting: Bool = false) async throws -> [RowKey: Row?] {
        let keys = Array(keys)
        return try await withThrowingTaskGroup(of: [RowKey: Row?].self) { group in
            for start in stride(from: 0, to: keys.count, by: Self.batchLimit) {
                let part = keys[start..<min(keys.count, start + Self.batchLimit)]
                group.addTask { try await batch(part, forWriting: forWriting) }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { _, new in new } }
        }
    }

    func row(_ key: RowKey) async throws -> Item? {
        guard let found = try await rows([key])[key], let found else { return nil }
        return found.item
    }

    private func batch(_ keys: ArraySlice<RowKey>, forWriting: Bool) async throws -> [RowKey: Row?] {
        var rows = Dictionary(uniqueKeysWithValues: keys.map { ($0, Row?.none) })
        for (table, item) in try await client.batchGet(keys.map { $0.itemKey(prefix: prefix) }) {
            guard let table = StoreTable(rawValue: String(table.dropFirst(prefix.count))) else { continue }
            let key = try RowKey(table, item)
            rows[key] = try await locks.settled(key, item, forWriting: forWriting)
        }
        return rows
    }

    /// Rows of the range, in order.
    func range(_ range: RangeKey, forWriting: Bool = false) async throws -> [FoundRow] {
        var found: [FoundRow] = []
        var query = ItemQuery(table: prefix + range.place.table.rawValue, partition: range.place.partition)
        query.range = (range.after.map { $0 + "\u{0}" } ?? "\u{0}")...(range.through ?? SortText.last)
        try await forEach(query, range.place.table, limit: range.limit, forWriting: forWriting) { key, row in
            found.append(FoundRow(key: key, row: row))
            return found.count < range.limit
        }
        return found
    }

    /// The same for several, for a step.
    func ranges(_ ranges: Set<RangeKey>) async throws -> [RangeKey: [FoundRow]] {
        try await withThrowingTaskGroup { group in
            for range in ranges { group.addTask { (range, try await self.range(range, forWriting: true)) } }
            return try await group.reduce(into: [RangeKey: [FoundRow]]()) { $0[$1.0] = $1.1 }
        }
    }

    /// Rows of the query until `body` answers false.
    func forEach(
        _ query: ItemQuery,
        _ table: StoreTable,
        limit: Int = .max,
        forWriting: Bool = false,
        _ body: (RowKey, Row) async throws -> Bool
    ) async throws {
        var query = query
        // Locked rows may turn out to be none: a page is a little longer than what is wanted.
        query.limit = limit < 1000 ? limit + 1 : nil
        var start: Item?
        repeat {
            let page = try await client.query(query, from: start)
            for item in page.items {
                let key = try RowKey(table, item)
                guard let row = try await locks.settled(key, item, forWriting: forWriting) else { continue }
                guard try await body(key, row) else { return }
            }
            start = page.next
        } while start != nil
    }

    /// Rows of the range. Locked ones are looked at: a commit that died may have left some that never came to be.
    func count(_ place: PartitionKey, _ range: ClosedRange<String>) async throws -> Int {
        var query = ItemQuery(table: prefix + place.table.rawValue, partition: place.partition, range: range)
        query.countsOnly = true
        query.filter = .without(LockedRows.ownerName)
        var (count, scanned) = (0, 0)
        var start: Item?
        repeat {
            let page = try await client.query(query, from: start)
            count += page.count
            scanned += page.scanned
            start = page.next
        } while start != nil
        guard scanned > count else { return count }
        query.countsOnly = false
        query.filter = .with(LockedRows.ownerName)
        try await forEach(query, place.table) { _, _ in
            count += 1
            return true
        }
        return count
    }
}

extension RowKey {
    init(_ table: StoreTable, _ item: Item) throws {
        self.init(table, try item.text(ItemKey.partitionName), try item.text(ItemKey.sortName))
    }
}
