/// The name of an object's member, as it stands in the document. Comparing it makes no `String`.
///
/// It points into the document, so it lives only as long as the closure that it is given to; not being copyable keeps
/// it there. Names are compared unescaped and byte by byte, not normalised: `"i\u0064"` is `id`.
package struct JSONKey: ~Copyable {
    /// Between the quotes; checked by the scanner already.
    @usableFromInline let raw: UnsafeRawBufferPointer
    @usableFromInline let hasEscapes: Bool

    init(raw: UnsafeRawBufferPointer, hasEscapes: Bool) {
        self.raw = raw
        self.hasEscapes = hasEscapes
    }

    @inlinable @inline(__always)
    package static func == (key: borrowing JSONKey, name: StaticString) -> Bool {
        guard key.raw.count == name.utf8CodeUnitCount || key.hasEscapes else { return false }
        return key.equals(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    package static func == (key: borrowing JSONKey, name: [UInt8]) -> Bool {
        name.withUnsafeBytes { key.equals($0) }
    }

    /// The name itself, for objects whose names are data.
    package var text: String {
        hasEscapes ? JSONText.unescape(raw) : String(decoding: raw, as: UTF8.self)
    }

    @usableFromInline
    func equals(_ name: UnsafeRawBufferPointer) -> Bool {
        if hasEscapes { return text.utf8.elementsEqual(name) }
        guard raw.count == name.count else { return false }
        for index in 0..<raw.count where raw[index] != name[index] { return false }
        return true
    }
}
