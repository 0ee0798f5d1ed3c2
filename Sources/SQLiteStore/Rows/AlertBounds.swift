import Inventory
import Sync

/// An alert filter in the numbers of the tables.
struct AlertBounds {
    /// The wanted types, a bit for each code.
    let types: Int64
    /// 0: of any SKU, or of any channel.
    let level: Int64
    let channel: Int64
    let state: Alert.State?
    let unread: Bool?

    /// Nil when no row can match: what the filter names was never spoken of, or its wishes contradict each other.
    init?(_ filter: AlertFilter, _ source: some StatementSource, tenant: Int64) throws {
        let wanted = AlertType.allCases.filter { type in
            (filter.type == nil || filter.type == type) && (filter.severity == nil || filter.severity == type.severity)
        }
        if wanted.isEmpty { return nil }
        types = wanted.reduce(0) { $0 | 1 << $1.storedCode }
        if let sku = filter.sku {
            guard let number = try LevelRows.number(source, tenant: tenant, sku) else { return nil }
            level = number
        } else {
            level = 0
        }
        if let channelId = filter.channel {
            guard let name = try NameRows.find(source, channelId.value) else { return nil }
            channel = name
        } else {
            channel = 0
        }
        state = filter.state
        unread = filter.unread
    }
}
