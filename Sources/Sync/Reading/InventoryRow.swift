package import Inventory
import NIOConcurrencyHelpers

/// One SKU as the interface shows it: its level, the rule in force, its count, and how each channel stands to it.
package struct InventoryRow: Sendable, Equatable {
    package struct ChannelRow: Sendable, Equatable {
        package let channelId: ChannelID
        package let expected: Int64?
        /// Units of this channel that are kept back: what seems sold, and what a count on its way may hide.
        package let missing: Int64
        package let surplus: Int64
        /// What this channel should show; nil for a SKU that is not tracked.
        package let target: Int64?
        package let dirty: Bool
        package let contested: Bool
        package let lastError: String?
        /// When the last full pass of the channel began.
        package let lastReconciledAt: Timestamp?

        package var unexplained: Int64 { surplus - missing }
    }

    package let level: Level
    package let rule: BufferRule
    package let source: BufferSource
    /// What a channel without rules of its own is told.
    package let count: Int64
    package let threshold: Int64
    package let lastBroadcast: ChannelItem.Told?
    package let channels: [ChannelRow]

    package init(_ detail: InventoryDetail, channels: [Channel], settings: SyncSettings) {
        let rules = BufferRules(byScope: detail.rules, fallback: settings.defaultBuffer)
        let own = rules.inForce(for: detail.level.sku)
        level = detail.level
        rule = own.rule
        source = own.source
        count = detail.level.tracked ? detail.level.count(under: own.rule) : 0
        threshold = detail.level.lowStockThreshold ?? settings.lowStockThreshold
        lastBroadcast = detail.items.compactMap(\.lastTold).max { $0.timestamp < $1.timestamp }
        let items = Dictionary(detail.items.map { ($0.channelId, $0) }, uniquingKeysWith: { first, _ in first })
        self.channels = channels.map { channel in
            let item = items[channel.channelId]
            let rule = rules.inForce(for: detail.level.sku, on: channel.channelId).rule
            return ChannelRow(
                channelId: channel.channelId,
                expected: item?.expected,
                missing: item?.suspense ?? 0,
                surplus: item?.surplus ?? 0,
                target: detail.level.tracked ? detail.level.count(under: rule) : nil,
                dirty: detail.dirty.contains(channel.channelId),
                contested: item?.contested ?? false,
                lastError: item?.lastError,
                lastReconciledAt: channel.lastReconciledAt
            )
        }
    }
}

/// A row as it is kept in the cache, with room for the form in which it was last sent.
package final class CachedInventoryRow: Sendable {
    package let row: InventoryRow
    private let encoded = NIOLockedValueBox<[UInt8]?>(nil)

    init(_ row: InventoryRow) {
        self.row = row
    }

    /// The row's bytes, made once.
    package func bytes(_ encode: (InventoryRow) throws -> [UInt8]) rethrows -> [UInt8] {
        if let ready = encoded.withLockedValue({ $0 }) { return ready }
        let made = try encode(row)
        encoded.withLockedValue { $0 = made }
        return made
    }
}
