import Inventory
import Sync

/// A mark as a stock row keeps it: a channel's part of the column `dirt`.
struct StoredMark: Equatable {
    /// Of the commit that made it; see `WriterMemory.generation`.
    var generation: Int64
    var since: Timestamp
    /// Its row in `dirt`; where it was before, while it is set aside.
    var place: Int64
    var attempts: Int = 0
    var retryAt: Timestamp?
    var reason: String?

    func encoded() -> [UInt8] {
        var writer = PackedWriter(reserving: 32)
        writer.add((retryAt == nil ? 0 : 1) + (reason == nil ? 0 : 2))
        writer.add(generation)
        writer.add(since)
        writer.add(place)
        writer.add(Int64(attempts))
        if let retryAt { writer.add(retryAt) }
        if let reason { writer.add(reason) }
        return writer.bytes
    }

    init(generation: Int64, since: Timestamp, place: Int64) {
        self.generation = generation
        self.since = since
        self.place = place
    }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = PackedReader(bytes, column: "mark")
        let present = try reader.int64()
        generation = try reader.int64()
        since = try reader.timestamp()
        place = try reader.int64()
        attempts = Int(truncatingIfNeeded: try reader.int64())
        retryAt = present & 1 == 0 ? nil : try reader.timestamp()
        reason = present & 2 == 0 ? nil : try reader.text()
    }

    func mark(_ sku: SKU, _ channelId: ChannelID) -> DirtMark {
        DirtMark(
            channelId: channelId,
            sku: sku,
            generation: generation,
            since: since,
            attempts: attempts,
            retryAt: retryAt,
            reason: reason
        )
    }
}
