import GRDBSQLite
import Inventory

/// The columns of the row at hand, read in their order. Nothing of it may be kept beyond the row.
struct Columns {
    private let handle: OpaquePointer
    private var position: Int32 = -1

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    mutating func int64() -> Int64 {
        position += 1
        return sqlite3_column_int64(handle, position)
    }

    mutating func optionalInt64() -> Int64? {
        position += 1
        if sqlite3_column_type(handle, position) == SQLITE_NULL { return nil }
        return sqlite3_column_int64(handle, position)
    }

    mutating func int() -> Int { Int(truncatingIfNeeded: int64()) }

    mutating func bool() -> Bool { int64() != 0 }

    mutating func timestamp() -> Timestamp { Timestamp(millisecondsSinceEpoch: int64()) }

    mutating func optionalTimestamp() -> Timestamp? {
        optionalInt64().map(Timestamp.init(millisecondsSinceEpoch:))
    }

    mutating func text() throws -> String {
        guard let text = optionalText() else { throw damaged() }
        return text
    }

    mutating func optionalText() -> String? {
        position += 1
        return readText()
    }

    /// The bytes of a text as they lie in the page, without a copy.
    mutating func withTextBytes<Value>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
        position += 1
        let start = sqlite3_column_text(handle, position)
        let count = Int(sqlite3_column_bytes(handle, position))
        return try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The bytes of a value as they lie in the page, without a copy; none for NULL.
    mutating func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        position += 1
        return try body(readBytes())
    }

    mutating func bytes() -> [UInt8] {
        position += 1
        return Array(readBytes())
    }

    /// What `Bindings.add(packed:)` wrote.
    mutating func packed() throws -> String {
        guard let text = try optionalPacked() else { throw damaged() }
        return text
    }

    mutating func optionalPacked() throws -> String? {
        position += 1
        switch sqlite3_column_type(handle, position) {
        case SQLITE_NULL: return nil
        case SQLITE_BLOB:
            guard let uuid = PackedUUID(bytes: readBytes()) else { throw damaged() }
            return uuid.text
        default: return readText()
        }
    }

    /// One of the codes of a closed set.
    mutating func code<Value: StoredCode>(_ type: Value.Type = Value.self) throws -> Value {
        guard let value = Value(storedCode: int64()) else { throw damaged() }
        return value
    }

    mutating func optionalCode<Value: StoredCode>(_ type: Value.Type = Value.self) throws -> Value? {
        guard let number = optionalInt64() else { return nil }
        guard let value = Value(storedCode: number) else { throw damaged() }
        return value
    }

    /// The error for the column that was read last.
    func damaged() -> DamagedRow {
        DamagedRow(column: sqlite3_column_name(handle, position).map { String(cString: $0) } ?? "value")
    }

    private func readText() -> String? {
        guard let start = sqlite3_column_text(handle, position) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, position))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private func readBytes() -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, position)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, position)))
    }
}

/// A value that is stored as a number. A code, once given, keeps its meaning for ever.
protocol StoredCode {
    var storedCode: Int64 { get }
    init?(storedCode: Int64)
}
