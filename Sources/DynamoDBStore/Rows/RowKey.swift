import DynamoDB

/// Names one row in one of the tables.
struct RowKey: Hashable, Sendable {
    let table: StoreTable
    let partition: String
    let sort: String

    /// The sort key of rows that are alone in their partition.
    static let only = "-"

    init(_ table: StoreTable, _ partition: String, _ sort: String = RowKey.only) {
        self.table = table
        self.partition = partition
        self.sort = sort
    }

    var place: PartitionKey { PartitionKey(table: table, partition: partition) }

    func itemKey(prefix: String) -> ItemKey {
        ItemKey(table: prefix + table.rawValue, partition: partition, sort: sort)
    }
}

struct PartitionKey: Hashable, Sendable {
    let table: StoreTable
    let partition: String
}

/// A row as it was read: its attributes without the key, and the commit that wrote it.
struct Row: Sendable {
    let item: Item
    let commit: String

    /// The attribute that names the last commit of a row. Every condition is on it: no commit has the name of another, so
    /// a row that was deleted and made anew is never taken for the old one.
    static let commitName = "c"
}

/// Rows of one partition that a step asks for: those after `after` up to and including `through`, in their order.
struct RangeKey: Hashable, Sendable {
    let place: PartitionKey
    let after: String?
    let through: String?
    let limit: Int
}

struct FoundRow: Sendable {
    let key: RowKey
    let row: Row
}
