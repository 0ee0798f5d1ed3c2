import GRDBSQLite
import Inventory

/// The parameters of one run, bound in the order of the calls.
struct Bindings {
    private let handle: OpaquePointer
    private var position: Int32 = 0
    private(set) var failure = SQLITE_OK

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    // SQLite's own spelling of "make a copy at once" (sqlite3.h: `((sqlite3_destructor_type)-1)`), which the importer of
    // C macros does not read. It is compared, never called.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Several in their order.
    mutating func add<A: Bindable, B: Bindable>(_ first: A, _ second: B) {
        first.bind(to: &self)
        second.bind(to: &self)
    }

    mutating func add<A: Bindable, B: Bindable, C: Bindable>(_ first: A, _ second: B, _ third: C) {
        add(first, second)
        third.bind(to: &self)
    }

    mutating func add<A: Bindable, B: Bindable, C: Bindable, D: Bindable>(
        _ first: A,
        _ second: B,
        _ third: C,
        _ fourth: D
    ) {
        add(first, second, third)
        fourth.bind(to: &self)
    }

    mutating func add(_ value: Int64) {
        position += 1
        note(sqlite3_bind_int64(handle, position, value))
    }

    mutating func add(_ value: Int64?) {
        if let value { add(value) } else { addNull() }
    }

    mutating func add(_ value: Int) { add(Int64(value)) }

    mutating func add(_ value: Bool) { add(value ? 1 : 0 as Int64) }

    mutating func add(_ time: Timestamp) { add(time.millisecondsSinceEpoch) }

    mutating func add(_ time: Timestamp?) { add(time?.millisecondsSinceEpoch) }

    mutating func add(_ text: String) {
        position += 1
        // The address of an empty buffer may be nil, which would bind NULL.
        if text.isEmpty { return note(sqlite3_bind_text(handle, position, "", 0, Self.transient)) }
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(
                    handle,
                    position,
                    characters.baseAddress,
                    Int32(characters.count),
                    Self.transient
                )
            }
        }
        note(code)
    }

    mutating func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    mutating func add(_ bytes: [UInt8]) {
        position += 1
        let code = bytes.withUnsafeBytes { buffer in
            buffer.isEmpty
                ? sqlite3_bind_zeroblob(handle, position, 0)
                : sqlite3_bind_blob(handle, position, buffer.baseAddress, Int32(buffer.count), Self.transient)
        }
        note(code)
    }

    /// A text that is a UUID more often than not: see `PackedUUID`.
    mutating func add(packed text: String) {
        guard let uuid = PackedUUID(text) else { return add(text) }
        position += 1
        let code = withUnsafeBytes(of: uuid.bytes) { bytes in
            sqlite3_bind_blob(handle, position, bytes.baseAddress, 16, Self.transient)
        }
        note(code)
    }

    mutating func add(packed text: String?) {
        if let text { add(packed: text) } else { addNull() }
    }

    mutating func addNull() {
        position += 1
        note(sqlite3_bind_null(handle, position))
    }

    private mutating func note(_ code: Int32) {
        if code != SQLITE_OK, failure == SQLITE_OK { failure = code }
    }
}
