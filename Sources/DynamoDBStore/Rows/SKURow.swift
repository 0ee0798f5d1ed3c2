import DynamoDB
import Inventory
import Sync

/// All that is kept of one SKU, in one row: so one write moves its level, what its channels show and their dirt, and one
/// read sees them as of one commit.
struct SKURow: Sendable {
    /// What is kept for one channel, by the channel's name in the roster.
    struct Slot: Sendable {
        var item: [UInt8]?
        var mark: Mark?
        /// The sort key of its row among those to be looked at again.
        var look: String?

        var isEmpty: Bool { item == nil && mark == nil && look == nil }
    }

    /// A mark as it is kept: with the sort key of its row in the channel's dirt.
    struct Mark: Sendable {
        var generation: Int64
        var since: Timestamp
        var place: String
        var attempts: Int64 = 0
        var retryAt: Timestamp?
        var reason: String?
    }

    let sku: SKU
    var level: Level?
    var slots: [String: Slot] = [:]
    /// The number of its last movement.
    var lastMovement: Int64 = 0
    /// Rises with every commit that changes the row: the generation of marks.
    var revision: Int64 = 0
    /// The newest version of the roster that somebody who marked the row knew.
    var roster: Int64 = 0

    static func key(_ tenant: TenantID, _ sku: SKU) -> RowKey { RowKey(.inventory, tenant.value, sku.value) }

    init(_ sku: SKU, _ item: Item?) throws {
        self.sku = sku
        guard let item else { return }
        lastMovement = item.optionalInt("lastMovement") ?? 0
        revision = try item.int("revision")
        roster = item.optionalInt("roster") ?? 0
        if let physical = item.optionalInt("physical") {
            level = Level(
                sku: sku,
                physical: physical,
                reserved: try item.int("reserved"),
                suspense: try item.int("suspense"),
                lowStockThreshold: item.optionalInt("lowStockThreshold"),
                tracked: try item.bool("tracked"),
                conditions: StockConditions(rawValue: UInt8(truncatingIfNeeded: try item.int("conditions"))),
                version: try item.int("version"),
                updatedAt: try item.time("updatedAt")
            )
        }
        for (name, value) in item["channels"]?.map ?? [:] {
            let fields = try item.required(value.map, "channels")
            slots[name] = Slot(
                item: fields["item"]?.bytes,
                mark: try fields["mark"]?.map.map(Mark.init),
                look: fields.optionalText("look")
            )
        }
    }

    var item: Item {
        var item: Item = ["revision": .number(revision)]
        if lastMovement != 0 { item.set("lastMovement", lastMovement) }
        if roster != 0 { item.set("roster", roster) }
        if let level {
            item.set("physical", level.physical)
            item.set("reserved", level.reserved)
            item.set("suspense", level.suspense)
            item.set("lowStockThreshold", level.lowStockThreshold)
            item.set("tracked", level.tracked)
            item.set("conditions", Int64(level.conditions.rawValue))
            item.set("version", level.version)
            item.set("updatedAt", level.updatedAt)
        }
        if !slots.isEmpty { item["channels"] = .map(slots.mapValues { .map($0.fields) }) }
        return item
    }

    func channelItem(_ entry: Roster.Entry) throws -> ChannelItem? {
        try slots[entry.name]?.item.map { try ChannelItem(channelId: entry.channel, sku: sku, encoded: $0) }
    }

    func dirtMark(_ entry: Roster.Entry) -> DirtMark? {
        slots[entry.name]?.mark.map { mark in
            DirtMark(
                channelId: entry.channel,
                sku: sku,
                generation: mark.generation,
                since: mark.since,
                attempts: Int(mark.attempts),
                retryAt: mark.retryAt,
                reason: mark.reason
            )
        }
    }

    /// The newest channel that the row speaks of.
    var youngestChannel: Int64 {
        slots.keys.reduce(0) { newest, name in
            max(newest, name.split(separator: "#").last.flatMap { Int64($0) } ?? 0)
        }
    }
}

extension SKURow.Slot {
    fileprivate var fields: Item {
        var fields: Item = [:]
        if let item { fields.set("item", item) }
        if let mark { fields["mark"] = .map(mark.fields) }
        fields.set("look", look)
        return fields
    }
}

extension SKURow.Mark {
    fileprivate init(_ fields: Item) throws {
        generation = try fields.int("generation")
        since = try fields.time("since")
        place = try fields.text("place")
        attempts = fields.optionalInt("attempts") ?? 0
        retryAt = fields.optionalTime("retryAt")
        reason = fields.optionalText("reason")
    }

    fileprivate var fields: Item {
        var fields: Item = [:]
        fields.set("generation", generation)
        fields.set("since", since)
        fields.set("place", place)
        if attempts != 0 { fields.set("attempts", attempts) }
        fields.set("retryAt", retryAt)
        fields.set("reason", reason)
        return fields
    }
}
