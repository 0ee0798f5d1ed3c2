// The form in which a store keeps an item beside its key: a number whose bits say which values follow, then these in the
// order below. A bit, once given, keeps its meaning for ever; later versions append.

extension ChannelItem {
    private struct Present: OptionSet {
        let rawValue: Int64

        static let inventoryItemId = Present(rawValue: 1 << 0)
        static let expected = Present(rawValue: 1 << 1)
        static let knownAt = Present(rawValue: 1 << 2)
        static let certainlyMissing = Present(rawValue: 1 << 3)
        static let surplus = Present(rawValue: 1 << 4)
        static let unexplainedSince = Present(rawValue: 1 << 5)
        static let lastObservedAt = Present(rawValue: 1 << 6)
        static let baseline = Present(rawValue: 1 << 7)
        static let pendingWrite = Present(rawValue: 1 << 8)
        static let contested = Present(rawValue: 1 << 9)
        static let lastTold = Present(rawValue: 1 << 10)
        static let lastError = Present(rawValue: 1 << 11)
        static let needsReread = Present(rawValue: 1 << 12)
        static let revision = Present(rawValue: 1 << 13)
        static let tied = Present(rawValue: 1 << 14)
        static let doubtedAt = Present(rawValue: 1 << 15)
        static let unprovenSecond = Present(rawValue: 1 << 16)
        static let uncounted = Present(rawValue: 1 << 17)
        static let disagreements = Present(rawValue: 1 << 18)
        static let lookAt = Present(rawValue: 1 << 19)
        static let relearned = Present(rawValue: 1 << 20)
        static let firstLookAt = Present(rawValue: 1 << 21)

        static let known = Present(rawValue: 1 << 22 - 1)
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(reserving: 64)
        writer.write(present.rawValue)
        if let inventoryItemId { writer.write(inventoryItemId) }
        if let expected { writer.write(expected) }
        if let knownAt { writer.write(knownAt) }
        if certainlyMissing != 0 { writer.write(certainlyMissing) }
        if surplus != 0 { writer.write(surplus) }
        if let unexplainedSince { writer.write(unexplainedSince) }
        if let lastObservedAt { writer.write(lastObservedAt) }
        if let baseline { writer.write(baseline) }
        if let pendingWrite { writer.write(pendingWrite) }
        if let lastTold {
            writer.write(lastTold.count)
            writer.write(packed: lastTold.txId)
            writer.write(lastTold.timestamp)
        }
        if let lastError { writer.write(lastError) }
        if revision != 0 { writer.write(revision) }
        if tied != 0 { writer.write(tied) }
        if let doubtedAt { writer.write(doubtedAt) }
        if let unprovenSecond { writer.write(unprovenSecond) }
        if !uncounted.isEmpty { writer.write(uncounted) }
        if !disagreements.isEmpty {
            writer.write(Int64(disagreements.count))
            for moment in disagreements { writer.write(moment) }
        }
        if let lookAt { writer.write(lookAt) }
        if !relearned.isEmpty {
            writer.write(Int64(relearned.count))
            for span in relearned {
                writer.write(span.after)
                writer.write(span.through)
                writer.write(span.isOpen ? 1 : Int64(0))
            }
        }
        if let firstLookAt { writer.write(firstLookAt) }
        return writer.bytes
    }

    package init(
        channelId: ChannelID,
        sku: SKU,
        encoded bytes: some Sequence<UInt8>
    ) throws(DamagedValue) {
        self.init(channelId: channelId, sku: sku)
        var reader = ByteReader(Array(bytes))
        let present = Present(rawValue: try reader.readInt64())
        guard Present.known.isSuperset(of: present) else { throw DamagedValue() }
        if present.contains(.inventoryItemId) { inventoryItemId = try reader.readInt64() }
        if present.contains(.expected) { expected = try reader.readInt64() }
        if present.contains(.knownAt) { knownAt = try reader.readMoment() }
        if present.contains(.certainlyMissing) { certainlyMissing = try reader.readInt64() }
        if present.contains(.surplus) { surplus = try reader.readInt64() }
        if present.contains(.unexplainedSince) { unexplainedSince = try reader.readMoment() }
        if present.contains(.lastObservedAt) { lastObservedAt = try reader.readMoment() }
        if present.contains(.baseline) { baseline = try reader.readMoment() }
        if present.contains(.pendingWrite) { pendingWrite = try reader.readPendingWrite() }
        contested = present.contains(.contested)
        needsReread = present.contains(.needsReread)
        if present.contains(.lastTold) {
            lastTold = Told(
                count: try reader.readInt64(),
                txId: try reader.readPacked(),
                timestamp: try reader.readMoment()
            )
        }
        if present.contains(.lastError) { lastError = try reader.readText() }
        if present.contains(.revision) { revision = try reader.readInt64() }
        if present.contains(.tied) { tied = try reader.readInt64() }
        if present.contains(.doubtedAt) { doubtedAt = try reader.readMoment() }
        if present.contains(.unprovenSecond) { unprovenSecond = try reader.readMoment() }
        if present.contains(.uncounted) { uncounted = try reader.readMoves() }
        if present.contains(.disagreements) {
            for _ in 0..<(try reader.readCount()) { disagreements.append(try reader.readMoment()) }
        }
        if present.contains(.lookAt) { lookAt = try reader.readMoment() }
        if present.contains(.relearned) {
            for _ in 0..<(try reader.readCount()) {
                let (after, through) = (try reader.readMoment(), try reader.readMoment())
                relearned.append(Span(after: after, through: through, isOpen: try reader.readInt64() != 0))
            }
        }
        if present.contains(.firstLookAt) { firstLookAt = try reader.readMoment() }
        guard reader.isAtEnd else { throw DamagedValue() }
    }

    private var present: Present {
        var present: Present = []
        if inventoryItemId != nil { present.insert(.inventoryItemId) }
        if expected != nil { present.insert(.expected) }
        if knownAt != nil { present.insert(.knownAt) }
        if certainlyMissing != 0 { present.insert(.certainlyMissing) }
        if surplus != 0 { present.insert(.surplus) }
        if unexplainedSince != nil { present.insert(.unexplainedSince) }
        if lastObservedAt != nil { present.insert(.lastObservedAt) }
        if baseline != nil { present.insert(.baseline) }
        if pendingWrite != nil { present.insert(.pendingWrite) }
        if contested { present.insert(.contested) }
        if lastTold != nil { present.insert(.lastTold) }
        if lastError != nil { present.insert(.lastError) }
        if needsReread { present.insert(.needsReread) }
        if revision != 0 { present.insert(.revision) }
        if tied != 0 { present.insert(.tied) }
        if doubtedAt != nil { present.insert(.doubtedAt) }
        if unprovenSecond != nil { present.insert(.unprovenSecond) }
        if !uncounted.isEmpty { present.insert(.uncounted) }
        if !disagreements.isEmpty { present.insert(.disagreements) }
        if lookAt != nil { present.insert(.lookAt) }
        if !relearned.isEmpty { present.insert(.relearned) }
        if firstLookAt != nil { present.insert(.firstLookAt) }
        return present
    }
}
