import Inventory

// A channel's part of the column `items`: a number whose bits say which values follow, then these in the order below. A bit,
// once given, keeps its meaning for ever; later versions append.

extension ChannelItem {
    private struct Present: OptionSet {
        let rawValue: Int64

        static let inventoryItemId = Present(rawValue: 1 << 0)
        static let expected = Present(rawValue: 1 << 1)
        static let knownAt = Present(rawValue: 1 << 2)
        static let missing = Present(rawValue: 1 << 3)
        static let surplus = Present(rawValue: 1 << 4)
        static let unexplainedSince = Present(rawValue: 1 << 5)
        static let lastObservedAt = Present(rawValue: 1 << 6)
        static let baseline = Present(rawValue: 1 << 7)
        static let pendingWrite = Present(rawValue: 1 << 8)
        static let contested = Present(rawValue: 1 << 9)
        static let lastTold = Present(rawValue: 1 << 10)
        static let lastError = Present(rawValue: 1 << 11)
    }

    func encoded() -> [UInt8] {
        var writer = PackedWriter(reserving: 64)
        writer.add(present.rawValue)
        if let inventoryItemId { writer.add(inventoryItemId) }
        if let expected { writer.add(expected) }
        if let knownAt { writer.add(knownAt) }
        if missing != 0 { writer.add(missing) }
        if surplus != 0 { writer.add(surplus) }
        if let unexplainedSince { writer.add(unexplainedSince) }
        if let lastObservedAt { writer.add(lastObservedAt) }
        if let baseline { writer.add(baseline) }
        if let pendingWrite {
            writer.add(packed: pendingWrite.idempotencyKey)
            writer.add(pendingWrite.from)
            writer.add(pendingWrite.to)
            writer.add(pendingWrite.sentAt)
        }
        if let lastTold {
            writer.add(lastTold.count)
            writer.add(packed: lastTold.txId)
            writer.add(lastTold.timestamp)
        }
        if let lastError { writer.add(lastError) }
        return writer.bytes
    }

    init(_ bytes: UnsafeRawBufferPointer, _ sku: SKU, _ channelId: ChannelID) throws {
        self.init(channelId: channelId, sku: sku)
        var reader = PackedReader(bytes, column: "channel item")
        let present = Present(rawValue: try reader.int64())
        if present.contains(.inventoryItemId) { inventoryItemId = try reader.int64() }
        if present.contains(.expected) { expected = try reader.int64() }
        if present.contains(.knownAt) { knownAt = try reader.timestamp() }
        if present.contains(.missing) { missing = try reader.int64() }
        if present.contains(.surplus) { surplus = try reader.int64() }
        if present.contains(.unexplainedSince) { unexplainedSince = try reader.timestamp() }
        if present.contains(.lastObservedAt) { lastObservedAt = try reader.timestamp() }
        if present.contains(.baseline) { baseline = try reader.timestamp() }
        if present.contains(.pendingWrite) {
            pendingWrite = PendingWrite(
                idempotencyKey: try reader.packed(),
                from: try reader.int64(),
                to: try reader.int64(),
                sentAt: try reader.timestamp()
            )
        }
        contested = present.contains(.contested)
        if present.contains(.lastTold) {
            lastTold = Told(
                count: try reader.int64(),
                txId: try reader.packed(),
                timestamp: try reader.timestamp()
            )
        }
        if present.contains(.lastError) { lastError = try reader.text() }
    }

    private var present: Present {
        var present: Present = []
        if inventoryItemId != nil { present.insert(.inventoryItemId) }
        if expected != nil { present.insert(.expected) }
        if knownAt != nil { present.insert(.knownAt) }
        if missing != 0 { present.insert(.missing) }
        if surplus != 0 { present.insert(.surplus) }
        if unexplainedSince != nil { present.insert(.unexplainedSince) }
        if lastObservedAt != nil { present.insert(.lastObservedAt) }
        if baseline != nil { present.insert(.baseline) }
        if pendingWrite != nil { present.insert(.pendingWrite) }
        if contested { present.insert(.contested) }
        if lastTold != nil { present.insert(.lastTold) }
        if lastError != nil { present.insert(.lastError) }
        return present
    }
}
