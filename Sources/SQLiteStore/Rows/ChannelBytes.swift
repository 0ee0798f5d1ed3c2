/// The columns `items` and `dirt` of a stock row: for each channel that has something there, its number, a length and the
/// value's own bytes.
///
/// One row holds all of a SKU because a channel's share of it is small and every order touches it: side by side they cost
/// one page. A part whose channel is gone is passed over, and left out when the row is next swept.
enum ChannelBytes {
    /// The part of one channel.
    static func part(of channel: Int64, in bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer? {
        var found: UnsafeRawBufferPointer?
        try forEach(bytes) { number, part in
            if number == channel { found = part }
            return found == nil
        }
        return found
    }

    /// Every part in turn until `read` answers false.
    static func forEach(
        _ bytes: UnsafeRawBufferPointer,
        _ read: (_ channel: Int64, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var reader = PackedReader(bytes, column: "channel part")
        while !reader.isAtEnd {
            let channel = try reader.int64()
            guard try read(channel, try reader.raw(try reader.int64())) else { return }
        }
    }

    /// The same bytes with one channel's part replaced or added; nil takes it away.
    static func replacing(_ channel: Int64, in bytes: [UInt8], by part: [UInt8]?) throws -> [UInt8] {
        var writer = PackedWriter(reserving: bytes.count + (part?.count ?? 0) + 4)
        try bytes.withUnsafeBytes { bytes in
            try forEach(bytes) { number, old in
                if number != channel { add(number, old, to: &writer) }
                return true
            }
        }
        if let part { add(channel, part, to: &writer) }
        return writer.bytes
    }

    static func encoded(_ parts: [(channel: Int64, part: [UInt8])]) -> [UInt8] {
        var writer = PackedWriter()
        for (channel, part) in parts { add(channel, part, to: &writer) }
        return writer.bytes
    }

    private static func add(_ channel: Int64, _ part: some Collection<UInt8>, to writer: inout PackedWriter) {
        writer.add(channel)
        writer.add(Int64(part.count))
        writer.add(raw: part)
    }
}
