import Inventory

/// Writes small values into bytes for a column: numbers in base 128, so that small ones take one byte.
struct PackedWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    mutating func add(_ value: Int64) {
        // Zigzag: the sign goes to the lowest bit.
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func add(_ time: Timestamp) { add(time.millisecondsSinceEpoch) }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { characters in
            add(Int64(characters.count))
            bytes.append(contentsOf: characters)
        }
    }

    /// A text that is a UUID more often than not.
    mutating func add(packed text: String) {
        guard let uuid = PackedUUID(text) else { return add(text) }
        add(-1)
        withUnsafeBytes(of: uuid.bytes) { bytes.append(contentsOf: $0) }
    }

    mutating func add(raw part: some Collection<UInt8>) {
        bytes.append(contentsOf: part)
    }
}

/// Reads what `PackedWriter` wrote. Throws `DamagedRow` where the bytes end too early or are none of these.
struct PackedReader {
    private let column: String
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Good as long as `bytes` are.
    init(_ bytes: UnsafeRawBufferPointer, column: String) {
        self.bytes = bytes
        self.column = column
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func int64() throws -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
            shift += 7
        }
        throw DamagedRow(column: column)
    }

    mutating func timestamp() throws -> Timestamp { Timestamp(millisecondsSinceEpoch: try int64()) }

    mutating func text() throws -> String {
        let count = try int64()
        return String(decoding: try raw(count), as: UTF8.self)
    }

    mutating func packed() throws -> String {
        let count = try int64()
        guard count == -1 else { return String(decoding: try raw(count), as: UTF8.self) }
        guard let uuid = PackedUUID(bytes: try raw(16)) else { throw DamagedRow(column: column) }
        return uuid.text
    }

    mutating func raw(_ count: Int64) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - position else { throw DamagedRow(column: column) }
        let part = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + Int(count))])
        position += Int(count)
        return part
    }
}
