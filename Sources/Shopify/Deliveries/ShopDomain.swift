/// A shop's permanent domain, `name.myshopify.com`, lower case: it names the shop in deliveries, settings and rows.
package struct ShopDomain: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    /// The longest name of a host; source: RFC 1035.
    package static let maximumLength = 253

    /// Nil unless `text` is a host name of at least two labels.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        var labels = 1
        var length = 0
        var previous = UInt8(ascii: ".")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                length += 1
            case UInt8(ascii: "-"):
                guard length > 0 else { return nil }
                length += 1
            case UInt8(ascii: "."):
                guard length > 0, previous != UInt8(ascii: "-") else { return nil }
                labels += 1
                length = 0
            default:
                return nil
            }
            guard length <= 63 else { return nil }
            previous = byte
        }
        guard length > 0, previous != UInt8(ascii: "-"), labels >= 2 else { return nil }
        value = text.lowercased()
    }

    package var description: String { value }
}
