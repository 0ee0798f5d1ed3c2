import Inventory
import JSONPull
import Sync

extension ChangeEvent {
    /// The `event` field of the stream.
    var name: String {
        switch self {
        case .inventory: "inventory"
        case .alert: "alert"
        case .broadcast: "broadcast"
        case .channel: "channel"
        case .buffers: "buffers"
        case .item: "item"
        }
    }
}

extension ChangeEvent {
    var isForListeners: Bool {
        if case .item = self { false } else { true }
    }
}

extension JSONWriter {
    mutating func value(_ event: ChangeEvent) {
        switch event {
        case .inventory(let level, let cause, let txId):
            object { json in
                json.member("sku", level.sku.value)
                json.member("physical", level.physical)
                json.member("reserved", level.reserved)
                json.member("suspense", level.suspense)
                json.member("available", level.available)
                json.member("tracked", level.tracked)
                json.member("version", level.version)
                json.member("updatedAt", level.updatedAt)
                json.member("cause", cause)
                json.member("txId", txId)
            }
        case .alert(let alert): value(alert)
        case .broadcast(let channelId, let txId, let skus):
            object { json in
                json.member("channelId", channelId.value)
                json.member("txId", txId)
                json.member("skus", array: skus) { $0.string($1.value) }
            }
        case .item(let sku): object { $0.member("sku", sku.value) }
        case .channel(let channelId): object { $0.member("channelId", channelId.value) }
        case .buffers(let skus):
            object { json in json.member("skus", array: skus) { $0.string($1.value) } }
        }
    }
}
