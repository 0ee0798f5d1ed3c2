/// A text as DynamoDB compares and orders it: by the bytes of its UTF-8.
struct KeyText: Hashable, Comparable, Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    var count: Int { bytes.count }

    static func < (left: KeyText, right: KeyText) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
