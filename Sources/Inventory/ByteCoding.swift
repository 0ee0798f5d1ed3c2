/// Writes numbers and texts into bytes, compactly: the form in which a store keeps small compound values.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func write(_ value: UInt8) { bytes.append(value) }

    /// A signed number, zigzag and base-128: small ones take one byte.
    package mutating func write(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func write(_ text: String?) {
        guard let text else { return write(Int64(-1)) }
        write(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A text that is a UUID more often than not: then it takes 16 bytes.
    package mutating func write(packed text: String) {
        guard let uuid = PackedUUID(text) else { return write(text) }
        write(Int64(-2))
        withUnsafeBytes(of: uuid.bytes) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ time: Timestamp?) {
        write(time?.millisecondsSinceEpoch ?? Int64.min)
    }
}

/// Reads what `ByteWriter` wrote; throws `DamagedValue` on anything else.
package struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func readByte() throws(DamagedValue) -> UInt8 {
        guard position < bytes.count else { throw DamagedValue() }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func readInt64() throws(DamagedValue) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            guard shift < 64 else { throw DamagedValue() }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    package mutating func readText() throws(DamagedValue) -> String? {
        let count = try readInt64()
        if count == -1 { return nil }
        guard count >= 0, count <= bytes.count - position else { throw DamagedValue() }
        let end = position + Int(count)
        defer { position = end }
        guard let text = String(validating: bytes[position..<end], as: UTF8.self) else { throw DamagedValue() }
        return text
    }

    /// What `write(packed:)` wrote.
    package mutating func readPacked() throws(DamagedValue) -> String {
        let start = position
        guard try readInt64() == -2 else {
            position = start
            guard let text = try readText() else { throw DamagedValue() }
            return text
        }
        guard bytes.count - position >= 16 else { throw DamagedValue() }
        let uuid = bytes[position..<(position + 16)].withUnsafeBytes { PackedUUID(bytes: $0)?.text }
        guard let uuid else { throw DamagedValue() }
        position += 16
        return uuid
    }

    package mutating func readTimestamp() throws(DamagedValue) -> Timestamp? {
        let milliseconds = try readInt64()
        return milliseconds == Int64.min ? nil : Timestamp(millisecondsSinceEpoch: milliseconds)
    }

    /// A count of entries that are at least one byte each.
    package mutating func readCount() throws(DamagedValue) -> Int {
        let count = try readInt64()
        guard count >= 0, count <= bytes.count - position else { throw DamagedValue() }
        return Int(count)
    }
}

/// A stored value that is not what was once written.
package struct DamagedValue: Error, CustomStringConvertible {
    package init() {}

    package var description: String { "a stored value cannot be read: the row is damaged or of a later version" }
}
