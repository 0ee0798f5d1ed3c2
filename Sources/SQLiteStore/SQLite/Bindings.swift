import GRDBSQLite
import Inventory

/// The parameters of one run, bound in the order of the calls.
struct Bindings {
    private let handle: OpaquePointer
    private let arena: BindingArena?
    private var position: Int32 = 0
    private(set) var failure = SQLITE_OK

    init(handle: OpaquePointer, arena: BindingArena?) {
        self.handle = handle
        self.arena = arena
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
        var text = text
        let code = text.withUTF8 { characters in
            with(UnsafeRawBufferPointer(characters)) { bytes, destructor in
                let start = bytes.assumingMemoryBound(to: CChar.self)
                return sqlite3_bind_text(handle, position, start, Int32(characters.count), destructor)
            }
        }
        note(code)
    }

    mutating func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    mutating func add(_ bytes: [UInt8]) {
        position += 1
        note(bytes.withUnsafeBytes { bindBlob($0) })
    }

    mutating func add(_ bytes: [UInt8]?) {
        if let bytes { add(bytes) } else { addNull() }
    }

    /// A text that is a UUID more often than not: see `PackedUUID`.
    mutating func add(packed text: String) {
        guard let uuid = PackedUUID(text) else { return add(text) }
        position += 1
        note(withUnsafeBytes(of: uuid.bytes) { bindBlob($0) })
    }

    mutating func add(packed text: String?) {
        if let text { add(packed: text) } else { addNull() }
    }

    mutating func addNull() {
        position += 1
        note(sqlite3_bind_null(handle, position))
    }

    private func bindBlob(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        with(bytes) { start, destructor in
            sqlite3_bind_blob(handle, position, start, Int32(bytes.count), destructor)
        }
    }

    /// Calls `bind` with an address that is never nil (that would bind NULL) and with what SQLite is to do with it: nothing
    /// when the bytes lie in the arena, a copy at once otherwise.
    private func with(
        _ bytes: UnsafeRawBufferPointer,
        _ bind: (UnsafeRawPointer, sqlite3_destructor_type?) -> Int32
    ) -> Int32 {
        if let place = arena?.copy(bytes) { return bind(place, nil) }
        if let start = bytes.baseAddress { return bind(start, Self.transient) }
        return withUnsafeBytes(of: 0) { nothing in
            // Eight bytes of which none is read.
            nothing.baseAddress.map { bind($0, Self.transient) } ?? SQLITE_MISUSE
        }
    }

    private mutating func note(_ code: Int32) {
        if code != SQLITE_OK, failure == SQLITE_OK { failure = code }
    }
}
