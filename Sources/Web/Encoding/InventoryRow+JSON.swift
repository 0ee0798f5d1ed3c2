import Inventory
import JSONPull
import Sync

extension JSONWriter {
    /// A row of a list.
    mutating func value(_ row: InventoryRow) {
        object { $0.members(of: row) }
    }

    /// A row by itself, with how each channel stands to it.
    mutating func detailed(_ row: InventoryRow) {
        object { json in
            json.members(of: row)
            json.member("channels", array: row.channels) { json, channel in json.value(channel) }
        }
    }

    private mutating func members(of row: InventoryRow) {
        member("sku", row.level.sku.value)
        member("physical", row.level.physical)
        member("reserved", row.level.reserved)
        member("suspense", row.level.suspense)
        member("available", row.level.available)
        member("buffer") { json in
            json.members(of: row.rule)
            json.member("source", row.source.rawValue)
        }
        member("count", row.count)
        member("lowStockThreshold", row.threshold)
        member("tracked", row.level.tracked)
        if let told = row.lastBroadcast {
            member("lastBroadcast") { json in
                json.member("count", told.count)
                json.member("txId", told.txId)
                json.member("timestamp", told.timestamp)
            }
        } else {
            member("lastBroadcast", nil as String?)
        }
        member("version", row.level.version)
        member("updatedAt", row.level.updatedAt)
    }

    private mutating func value(_ channel: InventoryRow.ChannelRow) {
        object { json in
            json.member("channelId", channel.channelId.value)
            json.member("expected", channel.expected)
            json.member("missing", channel.missing)
            json.member("surplus", channel.surplus)
            json.member("unexplained", channel.unexplained)
            json.member("target", channel.target)
            json.member("dirty", channel.dirty)
            json.member("contested", channel.contested)
            json.member("lastError", channel.lastError)
            json.member("lastReconciledAt", channel.lastReconciledAt)
        }
    }
}
