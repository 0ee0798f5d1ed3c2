package import DynamoDB

/// The tables of one installation. Their keys, indexes and access patterns are in docs/DYNAMODB.md.
package enum StoreTable: String, Sendable, CaseIterable {
    case inventory = "Inventory"
    case movements = "Movements"
    case transactions = "Transactions"
    case orders = "Orders"
    case returns = "Returns"
    case alerts = "Alerts"
    case channels = "Channels"
    case work = "Work"
    case quarantine = "Quarantine"
    case imports = "Imports"
    case access = "Access"

    package func definition(prefix: String) -> TableDefinition {
        switch self {
        case .transactions:
            TableDefinition(
                name: prefix + rawValue,
                indexes: [TableDefinition.Index(name: Self.listIndex, partition: "list", sort: "place")],
                timeToLive: Self.endAttribute
            )
        case .returns, .alerts:
            TableDefinition(
                name: prefix + rawValue,
                indexes: [TableDefinition.Index(name: Self.skuIndex, partition: "skuKey", sort: ItemKey.sortName)]
            )
        default: TableDefinition(name: prefix + rawValue)
        }
    }

    /// Transactions of a tenant by the time of their first write.
    static let listIndex = "list-place-index"
    /// Alerts and returns of a SKU by the time of their first write.
    static let skuIndex = "sku-timestamp-index"
    static let endAttribute = "expiresAt"

    /// Whether its rows change so rarely, and are read so often, that a step may take them from memory for a moment
    /// without a condition on them in its commit.
    var isReference: Bool { self == .channels }
}
