import Inventory
import Sync

/// An alert filter in the numbers of the tables.
struct AlertBounds {
    /// The wanted types, a bit for each code.
    let types: Int64
    let tenant: Int64
    /// Empty: of any SKU.
    let sku: String
    /// 0: of any channel.
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
        self.tenant = tenant
        sku = filter.sku?.value ?? ""
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
