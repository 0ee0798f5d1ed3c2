/// A document's bytes: `UnsafeRawBufferPointer` without the question at each byte whether there are any, which took a
/// quarter of the time of reading an order. Offsets are checked in debug builds only, as with the standard type.
struct JSONBytes {
    let start: UnsafeRawPointer
    let count: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; none of its bytes will be asked for.
        start = bytes.baseAddress ?? UnsafeRawPointer(("" as StaticString).utf8Start)
        count = bytes.count
    }

    @inline(__always)
    subscript(offset: Int) -> UInt8 {
        assert(offset >= 0 && offset < count)
        return start.load(fromByteOffset: offset, as: UInt8.self)
    }

    subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
        assert(range.lowerBound >= 0 && range.upperBound <= count)
        return UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    }

    /// The eight bytes at `offset`, the first of them lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        assert(offset >= 0 && offset <= count - 8)
        return UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The sixteen bytes at `offset`.
    @inline(__always)
    func chunk(at offset: Int) -> SIMD16<Int8> {
        assert(offset >= 0 && offset <= count - 16)
        return start.loadUnaligned(fromByteOffset: offset, as: SIMD16<Int8>.self)
    }
}
