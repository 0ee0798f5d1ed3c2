import Inventory
import Sync

/// What one committed step wrote, as far as the promises speak of it.
struct CommitRecord: Sendable {
    /// The one that wrote it.
    var instance = 0
    /// Batches that are about to leave.
    var intents: [(txId: String, channel: ChannelID)] = []
    var levels: [Level] = []
    var items: [ChannelItem] = []
    var movements: [Movement] = []
    var rules: [(scope: BufferScope, rule: BufferRule?)] = []
    var transactions: [TransactionRecord] = []
    var dirtied: Set<ChannelID> = []
    var swept: Set<ChannelID> = []
    var dirtiesAll = false
    var channels: [Channel] = []
    var orders: [OrderState] = []

    var skus: Set<SKU> { Set(levels.map(\.sku)).union(items.map(\.sku)).union(movements.map(\.sku)) }

    var isEmpty: Bool {
        intents.isEmpty && levels.isEmpty && items.isEmpty && movements.isEmpty && rules.isEmpty && dirtied.isEmpty
            && !dirtiesAll
    }
}
