import DynamoDB
import Inventory

/// The channels of a tenant in the order of their creation. Rows of a channel are kept under its name and the roster's
/// version at its creation, so that a channel that is deleted and made anew finds nothing of the old one.
struct Roster: Sendable {
    struct Entry: Sendable, Equatable {
        let channel: ChannelID
        let born: Int64

        /// Names the channel in keys of rows.
        var name: String { "\(channel)#\(born)" }
    }

    private(set) var version: Int64 = 0
    private(set) var entries: [Entry] = []

    init(_ item: Item?) throws {
        guard let item else { return }
        version = try item.int("version")
        for element in try item.required(item["entries"]?.list, "entries") {
            let fields = try item.required(element.map, "entries")
            entries.append(
                Entry(channel: ChannelID(stored: try fields.text("id")), born: try fields.int("born"))
            )
        }
    }

    var item: Item {
        let list = entries.map { entry in
            AttributeValue.map(["id": .string(entry.channel.value), "born": .number(entry.born)])
        }
        return ["version": .number(version), "entries": .list(list)]
    }

    func entry(_ channel: ChannelID) -> Entry? { entries.first { $0.channel == channel } }
    func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

    mutating func add(_ channel: ChannelID) -> Entry {
        version += 1
        let entry = Entry(channel: channel, born: version)
        entries.append(entry)
        return entry
    }

    mutating func remove(_ entry: Entry) {
        version += 1
        entries.removeAll { $0 == entry }
    }
}

/// Where the rows of channels lie.
enum ChannelKeys {
    static let rosters = "rosters"

    static func roster(_ tenant: TenantID) -> RowKey { RowKey(.channels, rosters, tenant.value) }

    static func channel(_ tenant: TenantID, _ entry: Roster.Entry) -> RowKey {
        RowKey(.channels, "\(tenant)/channels", entry.name)
    }

    private static func partition(_ tenant: TenantID, _ name: String, _ part: String) -> String {
        "\(tenant)/\(name)/\(part)"
    }

    static func dirt(_ tenant: TenantID, _ name: String) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "dirt"))
    }

    static func looks(_ tenant: TenantID, _ name: String) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "looks"))
    }

    static func suspense(_ tenant: TenantID, _ name: String) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "suspense"))
    }

    static func state(_ tenant: TenantID, _ name: String) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "state"))
    }

    static func intent(_ tenant: TenantID, _ name: String) -> RowKey { state(tenant, name).row("intent") }
    static func sweep(_ tenant: TenantID, _ name: String) -> RowKey { state(tenant, name).row("sweep") }

    static func items(_ tenant: TenantID, _ name: String) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "items"))
    }

    /// The items that carry a SKU.
    static func carriers(_ tenant: TenantID, _ name: String, _ sku: SKU) -> PartitionKey {
        PartitionKey(table: .work, partition: partition(tenant, name, "carriers/\(sku)"))
    }

    /// Rules of the channel, or of none.
    static func rules(_ tenant: TenantID, _ name: String?) -> PartitionKey {
        PartitionKey(table: .inventory, partition: partition(tenant, name ?? "", "rules"))
    }

    static func rule(_ tenant: TenantID, _ name: String?, _ sku: SKU?) -> RowKey {
        rules(tenant, name).row(sku.map { skuRulePrefix + $0.value } ?? RowKey.only)
    }

    static let skuRulePrefix = "/"

    /// Orders are spread, because their ids rise.
    static let orderShards = 16

    static func orders(_ tenant: TenantID, _ name: String, shard: Int) -> PartitionKey {
        PartitionKey(table: .orders, partition: partition(tenant, name, "\(shard)"))
    }

    static func order(_ tenant: TenantID, _ name: String, _ orderId: Int64) -> RowKey {
        let shard = Int(UInt64(bitPattern: orderId) % UInt64(orderShards))
        return orders(tenant, name, shard: shard).row(SortText.number(orderId))
    }

    static let removed = PartitionKey(table: .work, partition: "removed")
}

extension PartitionKey {
    func row(_ sort: String) -> RowKey { RowKey(table, partition, sort) }
}
