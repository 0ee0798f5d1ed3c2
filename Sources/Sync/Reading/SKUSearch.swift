import Foundation

/// Looks for a part of SKUs without regard to case.
package struct SKUSearch {
    private let folded: String
    private let bytes: [UInt8]
    private let isASCII: Bool

    package init(_ query: String) {
        folded = query.precomposedStringWithCanonicalMapping.lowercased()
        bytes = Array(folded.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    /// `sku` is valid UTF-8.
    package func matches(_ sku: UnsafeBufferPointer<UInt8>) -> Bool {
        // Letters outside ASCII may fold into it (the Kelvin sign into k), so only plain SKUs take the short way.
        if sku.allSatisfy({ $0 < 0x80 }) { return isASCII && Self.contains(sku, bytes) { Self.lowercased($0) } }
        return Self.contains(Array(String(decoding: sku, as: UTF8.self).lowercased().utf8), bytes) { $0 }
    }

    private static func contains(
        _ text: some RandomAccessCollection<UInt8>,
        _ part: [UInt8],
        _ fold: (UInt8) -> UInt8
    ) -> Bool {
        guard let first = part.first else { return true }
        var start = text.startIndex
        while text.distance(from: start, to: text.endIndex) >= part.count {
            if fold(text[start]) == first,
                zip(text[start...], part).allSatisfy({ fold($0) == $1 })
            {
                return true
            }
            start = text.index(after: start)
        }
        return false
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}
