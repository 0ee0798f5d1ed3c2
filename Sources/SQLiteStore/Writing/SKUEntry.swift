import Inventory

/// A SKU in the writer's memory: its level and what its channels show, as they stand or will stand once they are written.
final class SKUEntry {
    struct Item {
        let channel: Int64
        var item: ChannelItem?
        var isStored: Bool
        var isChanged: Bool
    }

    struct Mark {
        let channel: Int64
        let since: Timestamp
    }

    let tenant: Int64
    let number: Int64
    let sku: SKU
    /// Whether the table has a row for it.
    var isStored: Bool
    /// Nil while the SKU is only spoken of.
    var level: Level?
    var lastMovement: Int64
    var isLevelChanged = false
    /// Of the channels that were asked for; few, so that a search is quicker than a hash.
    var items: [Item] = []
    /// Made since the last write, one for each channel.
    var marks: [Mark] = []
    /// Whether it waits to be written.
    var isQueued = false

    init(tenant: Int64, number: Int64, sku: SKU) {
        self.tenant = tenant
        self.number = number
        self.sku = sku
        isStored = false
        lastMovement = 0
    }

    init(tenant: Int64, _ row: LevelRow) {
        self.tenant = tenant
        number = row.number
        sku = row.sku
        level = row.level
        isStored = true
        lastMovement = row.lastMovement
    }

    func mark(_ channel: Int64, since: Timestamp) {
        if !marks.contains(where: { $0.channel == channel }) { marks.append(Mark(channel: channel, since: since)) }
    }
}
