/// A UUID in its usual spelling (36 lower-case characters) as 16 bytes. Ids fill most of the largest tables and indexes,
/// and this form takes less than half the room. Any other text is stored as it is.
package struct PackedUUID {
    package let bytes: (UInt64, UInt64)

    package init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        let halves: (UInt64, UInt64)?? = text.utf8.withContiguousStorageIfAvailable { Self.parse($0) }
        guard let halves = halves ?? Self.parse(Array(text.utf8)) else { return nil }
        bytes = (halves.0.bigEndian, halves.1.bigEndian)
    }

    package init?(bytes buffer: UnsafeRawBufferPointer) {
        guard buffer.count == 16 else { return nil }
        bytes = (
            buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
    }

    package var text: String {
        let (high, low) = (UInt64(bigEndian: bytes.0), UInt64(bigEndian: bytes.1))
        return String(unsafeUninitializedCapacity: 36) { characters in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    characters[position] = Self.hyphen
                    position += 1
                }
                let word = nibble < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (nibble % 16))) & 0x0F
                characters[position] = digit < 10 ? 0x30 + digit : 0x57 + digit
                position += 1
            }
            return position
        }
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func parse(_ characters: some Collection<UInt8>) -> (UInt64, UInt64)? {
        var (high, low): (UInt64, UInt64) = (0, 0)
        for (position, character) in characters.enumerated() {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard character == hyphen else { return nil }
                continue
            }
            let digit: UInt8
            switch character {
            case 0x30...0x39: digit = character - 0x30
            case 0x61...0x66: digit = character - 0x57
            default: return nil
            }
            if position < 18 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
        }
        return (high, low)
    }
}
