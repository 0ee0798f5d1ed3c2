/// Base 64 (RFC 4648 sections 4 and 5), strict both ways: one text for each sequence of bytes, and no other.
package enum Base64 {
    /// Which characters stand for 62 and 63, and whether `=` fills the last group.
    package enum Variant: Sendable {
        /// `+` and `/`, padded (section 4).
        case standard
        /// `-` and `_`, not padded: safe in URLs, file names and headers (section 5).
        case url
    }

    package static func encode(_ bytes: UnsafeRawBufferPointer, as variant: Variant = .standard) -> String {
        let alphabet = alphabet(of: variant)
        return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            var length = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let taken = min(3, bytes.count - start)
                var group: UInt32 = 0
                for offset in 0..<3 {
                    group = group << 8 | (offset < taken ? UInt32(bytes[start + offset]) : 0)
                }
                for position in 0...taken {
                    text[length] = alphabet[Int(group >> (18 - 6 * UInt32(position)) & 0x3F)]
                    length += 1
                }
                guard variant == .standard else { continue }
                for _ in taken..<3 {
                    text[length] = UInt8(ascii: "=")
                    length += 1
                }
            }
            return length
        }
    }

    package static func encode(_ bytes: [UInt8], as variant: Variant = .standard) -> String {
        bytes.withUnsafeBytes { encode($0, as: variant) }
    }

    /// Nil unless `text` is exactly what ``encode(_:as:)`` makes of some bytes: no white space, no foreign alphabet, the
    /// padding that the variant asks for, and no bits set that belong to no byte.
    package static func decode(_ text: String, as variant: Variant = .standard) -> [UInt8]? {
        var characters = Array(text.utf8)[...]
        if variant == .standard {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var pending: UInt32 = 0
        var pendingBits: UInt32 = 0
        for character in characters {
            guard let value = value(of: character, in: variant) else { return nil }
            pending = pending << 6 | value
            pendingBits += 6
            if pendingBits >= 8 {
                pendingBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
                pending &= (1 << pendingBits) - 1
            }
        }
        return pending == 0 ? bytes : nil
    }

    private static let standardAlphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let urlAlphabet = Array(standardAlphabet.dropLast(2)) + Array("-_".utf8)

    private static func alphabet(of variant: Variant) -> [UInt8] {
        variant == .standard ? standardAlphabet : urlAlphabet
    }

    private static func value(of character: UInt8, in variant: Variant) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case alphabet(of: variant)[62]: 62
        case alphabet(of: variant)[63]: 63
        default: nil
        }
    }
}
