import DynamoDB

/// The rows of one table, in the order of DynamoDB. Belongs to the event loop of the stand-in.
final class StandInTable {
    struct Index {
        let name: String
        let partition: String
        let sort: String
    }

    struct Stored {
        let sort: KeyText
        let item: Item
        let bytes: Int
    }

    let indexes: [Index]
    var timeToLive: String?
    var hasRecovery = false
    /// Sorted by their sort keys.
    private var partitions: [KeyText: [Stored]] = [:]

    static let itemLimit = 400 << 10

    init(indexes: [Index]) {
        self.indexes = indexes
    }

    func stored(_ key: StandInKey) -> Stored? {
        guard let rows = partitions[key.partition] else { return nil }
        let place = Self.place(of: key.sort, in: rows)
        return place < rows.count && rows[place].sort == key.sort ? rows[place] : nil
    }

    /// Puts the item, or takes away what is there. Answers the units that this costs in the indexes.
    func set(_ key: StandInKey, _ item: Item?) throws -> Int {
        let new = try item.map { item in
            let bytes = item.storedBytes
            guard bytes <= Self.itemLimit else { throw StandInFailure.invalid("an item has more than 400 KB") }
            return Stored(sort: key.sort, item: item, bytes: bytes)
        }
        let old = stored(key)
        let units = indexUnits(old, new)
        let place = Self.place(of: key.sort, in: partitions[key.partition] ?? [])
        switch (old, new) {
        case (nil, nil): break
        case (nil, let new?): partitions[key.partition, default: []].insert(new, at: place)
        case (_?, let new?): partitions[key.partition]?[place] = new
        case (_?, nil):
            partitions[key.partition]?.remove(at: place)
            if partitions[key.partition]?.isEmpty == true { partitions[key.partition] = nil }
        }
        return units
    }

    /// The rows of a partition between both keys, in order.
    func rows(_ partition: KeyText, from low: KeyText?, through high: KeyText?) -> ArraySlice<Stored> {
        let rows = partitions[partition] ?? []
        let start = low.map { Self.place(of: $0, in: rows) } ?? 0
        var end = high.map { Self.place(of: $0, in: rows) } ?? rows.count
        if end < rows.count, rows[end].sort == high { end += 1 }
        return rows[start..<max(start, end)]
    }

    /// The rows that an index shows under one key, in its order. Looks at all rows: no request under load asks for it.
    func rows(_ partition: KeyText, in index: Index) -> [Stored] {
        let found = partitions.values.joined().compactMap { row -> (sort: KeyText, row: Stored)? in
            guard let held = row.item[index.partition]?.string, KeyText(held) == partition,
                let sort = row.item[index.sort]?.string
            else { return nil }
            return (KeyText(sort), row)
        }
        return found.sorted { ($0.sort, Self.whole($0.row)) < ($1.sort, Self.whole($1.row)) }.map(\.row)
    }

    /// Tells rows of an index with the same keys apart.
    private static func whole(_ row: Stored) -> KeyText {
        KeyText((row.item[ItemKey.partitionName]?.string ?? "") + "\u{0}" + (row.item[ItemKey.sortName]?.string ?? ""))
    }

    /// Where the first row that is not before `sort` is.
    private static func place(of sort: KeyText, in rows: [Stored]) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].sort < sort { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A row that enters, leaves or changes in an index is a write there; one that changes its place is two.
    private func indexUnits(_ old: Stored?, _ new: Stored?) -> Int {
        var units = 0
        for index in indexes {
            func keys(_ row: Stored?) -> [AttributeValue]? {
                guard let row, let partition = row.item[index.partition], let sort = row.item[index.sort] else {
                    return nil
                }
                return [partition, sort]
            }
            let (before, after) = (keys(old), keys(new))
            if let old, before != nil, before != after { units += Capacity.writeUnits(old.bytes) }
            if let new, after != nil, before != after || old?.item != new.item {
                units += Capacity.writeUnits(max(new.bytes, before == after ? old?.bytes ?? 0 : 0))
            }
        }
        return units
    }
}

/// Names one row of a table.
struct StandInKey: Hashable {
    let partition: KeyText
    let sort: KeyText

    /// From an item or a key. Source of the limits: "Quotas in Amazon DynamoDB".
    init(_ item: Item) throws {
        guard let partition = item[ItemKey.partitionName]?.string, let sort = item[ItemKey.sortName]?.string else {
            throw StandInFailure.invalid("a key is not there, or no text")
        }
        self.partition = KeyText(partition)
        self.sort = KeyText(sort)
        guard (1...2048).contains(self.partition.count), (1...1024).contains(self.sort.count) else {
            throw StandInFailure.invalid("a key is empty or too long")
        }
    }
}
