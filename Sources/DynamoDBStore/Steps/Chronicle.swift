import DynamoDB
import Inventory

/// A tenant's list of records in the order in which they were first written, each of which is found by its id too: a row
/// in the list, and a pointer to it that never changes.
struct Chronicle {
    private let step: StepTransaction
    private let table: StoreTable
    private let name: String

    init(_ step: StepTransaction, _ table: StoreTable, _ name: String = Chronicle.list) {
        self.step = step
        self.table = table
        self.name = name
    }

    /// The name of the only list of a table.
    static let list = "list"

    var place: PartitionKey { Self.place(table, step.tenant, name) }

    static func place(_ table: StoreTable, _ tenant: TenantID, _ name: String = Chronicle.list) -> PartitionKey {
        PartitionKey(table: table, partition: "\(tenant)/\(name)")
    }

    private func pointer(_ id: String) -> RowKey {
        RowKey(table, "\(step.tenant)/\(name)/id/\(KeyText.short(id))")
    }

    func find(_ id: String) throws -> (key: RowKey, item: Item)? {
        guard let sort = try step.rows.read(pointer(id)).map({ try $0.text("place") }) else { return nil }
        let key = place.row(sort)
        return try step.rows.read(key).map { (key, $0) }
    }

    /// Writes the record over the one with its id, or at the end of the list.
    @discardableResult
    func put(_ id: String, _ item: Item) throws -> (key: RowKey, isNew: Bool) {
        if let sort = try step.rows.read(pointer(id), optimistically: true)?.optionalText("place") {
            let key = place.row(sort)
            _ = try step.rows.read(key)
            try step.rows.write(key, item)
            return (key, false)
        }
        let key = place.row(step.newID())
        try step.rows.write(pointer(id), ["place": .string(key.sort)])
        step.rows.writeBlindly(key, item)
        return (key, true)
    }

    func delete(_ id: String) throws {
        guard let (key, _) = try find(id) else { return }
        try step.rows.write(pointer(id), nil)
        try step.rows.write(key, nil)
    }
}
