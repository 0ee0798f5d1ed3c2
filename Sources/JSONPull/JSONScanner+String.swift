extension JSONScanner {
    /// A string from its opening to its closing quote; answers whether there are escapes in it.
    ///
    /// What it lets pass is valid UTF-8, without control characters, and every escape of it stands for a character.
    @inline(__always)
    mutating func skipString() throws(JSONFault) -> Bool {
        position &+= 1
        skipPlainCharacters()
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position &+= 1
            return false
        }
        return try skipStringFromSpecialCharacter()
    }

    /// The rest of a string from its first byte that ``skipPlainCharacters()`` does not decide.
    @inline(never)
    private mutating func skipStringFromSpecialCharacter() throws(JSONFault) -> Bool {
        var hasEscapes = false
        while true {
            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                position &+= 1
                return hasEscapes
            case UInt8(ascii: "\\"):
                hasEscapes = true
                _ = try readEscape()
            case 0..<0x20:
                throw fault(.controlCharacter(byte))
            case 0x80...:
                try skipNonASCII()
            default:
                break
            }
            skipPlainCharacters()
        }
    }

    /// Stops at the first quote, backslash, control character or byte beyond ASCII, sixteen bytes a step.
    @inline(__always)
    private mutating func skipPlainCharacters() {
        let quote = SIMD16<Int8>(repeating: 0x22)
        let backslash = SIMD16<Int8>(repeating: 0x5C)
        let space = SIMD16<Int8>(repeating: 0x20)
        while bytes.count &- position >= 16 {
            let chunk = bytes.chunk(at: position)
            // As signed numbers, bytes beyond ASCII are negative: one comparison finds them and the control characters.
            let special = (chunk .< space) .| (chunk .== quote) .| (chunk .== backslash)
            // A lane of the mask is all ones or all zeros, so its bits count in whole bytes.
            let lanes = unsafeBitCast(special, to: SIMD2<UInt64>.self)
            if lanes[0] != 0 {
                position &+= lanes[0].littleEndian.trailingZeroBitCount / 8
                return
            }
            if lanes[1] != 0 {
                position &+= 8 &+ lanes[1].littleEndian.trailingZeroBitCount / 8
                return
            }
            position &+= 16
        }
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            position &+= 1
        }
    }

    /// One or more characters beyond ASCII, well-formed by the Unicode Standard, table 3-7.
    private mutating func skipNonASCII() throws(JSONFault) {
        while position < bytes.count, bytes[position] >= 0x80 {
            let lead = bytes[position]
            // The second byte's range shuts out overlong forms, surrogates and what is beyond U+10FFFF.
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: throw fault(.utf8)
            }
            for index in 1..<length {
                guard position &+ index < bytes.count else { throw fault(.endOfInput, at: bytes.count) }
                let range = index == 1 ? second : 0x80...0xBF
                guard range.contains(bytes[position &+ index]) else { throw fault(.utf8) }
            }
            position &+= length
        }
    }
}
