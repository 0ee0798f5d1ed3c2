/// The six kinds of JSON value (RFC 8259, section 3; `true` and `false` are one kind here).
package enum JSONKind: String, Sendable {
    case object, array, string, number, bool, null

    /// The kind of the value that starts with `byte`; nil if none does.
    init?(firstByte byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }
}
