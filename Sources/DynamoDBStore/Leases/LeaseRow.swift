import DynamoDB
import Inventory
import Sync

/// Who works at what: a row for each channel, for each work that one instance is at, and for each instance that works for
/// channels.
enum LeaseRow {
    static let place = PartitionKey(table: .work, partition: "leases")
    /// Empty where the owner has let go.
    static let ownerName = "owner"
    /// Rises with every new owner: the fencing token.
    static let termName = "term"

    static func channel(_ tenant: TenantID, _ channel: ChannelID) -> RowKey { place.row("\(tenant)/\(channel)") }

    static func work(_ work: SharedWork) -> RowKey {
        switch work {
        case .pull(let tenant, let channel): place.row("\(tenant)/\(channel)/pull")
        case .tokens(let tenant, let shop): place.row("\(tenant)/\(shop)/tokens")
        }
    }

    static func instance(_ owner: String) -> RowKey { place.row("/\(owner)") }

    enum Kind {
        case channel, work, instance
    }

    /// Names of tenants, channels and shops hold no `/`.
    static func kind(_ key: RowKey) -> Kind {
        if key.sort.hasPrefix("/") { return .instance }
        return key.sort.utf8.count { $0 == UInt8(ascii: "/") } == 1 ? .channel : .work
    }
}
