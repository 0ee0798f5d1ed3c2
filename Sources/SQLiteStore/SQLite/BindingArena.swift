/// Where the texts and blobs of a statement's parameters lie while it runs, so that SQLite need not allocate a copy of each.
/// Statements that run within others lay theirs on top and take them away first.
///
/// A value of this type is a pair of addresses; the connection that made it frees it after its last statement.
struct BindingArena {
    private static let capacity = 64 << 10
    private let bytes: UnsafeMutableRawPointer
    private let end: UnsafeMutablePointer<Int>

    init() {
        bytes = .allocate(byteCount: Self.capacity, alignment: 16)
        end = .allocate(capacity: 1)
        end.initialize(to: 0)
    }

    func deallocate() {
        bytes.deallocate()
        end.deallocate()
    }

    /// What is laid down from now on goes with `release(to:)`.
    var mark: Int { end.pointee }

    func release(to mark: Int) { end.pointee = mark }

    /// Nil when there is no room.
    func copy(_ source: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        let start = end.pointee
        guard source.count <= Self.capacity - start else { return nil }
        let place = bytes + start
        if let address = source.baseAddress { place.copyMemory(from: address, byteCount: source.count) }
        end.pointee = start + source.count
        return UnsafeRawPointer(place)
    }
}
