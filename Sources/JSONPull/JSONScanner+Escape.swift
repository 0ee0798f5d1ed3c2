extension JSONScanner {
    /// The character that an escape stands for, which is two escapes when they are a surrogate pair.
    mutating func readEscape() throws(JSONFault) -> Unicode.Scalar {
        let start = position
        position &+= 1
        let letter = try current()
        position &+= 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault(.escape, at: start)
        }
        let unit = try readCodeUnit(of: start)
        // A code unit that is no scalar is half of a pair.
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit),
            try skipPairSeparator(),
            case let trail = try readCodeUnit(of: position &- 2), UTF16.isTrailSurrogate(trail)
        else { throw fault(.loneSurrogate, at: start) }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    /// `\u` before the second half of a pair; false if there is something else.
    private mutating func skipPairSeparator() throws(JSONFault) -> Bool {
        guard try current() == UInt8(ascii: "\\") else { return false }
        position &+= 1
        guard try current() == UInt8(ascii: "u") else { return false }
        position &+= 1
        return true
    }

    /// The four hexadecimal digits of the escape at `start`.
    private mutating func readCodeUnit(of start: Int) throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit = try current()
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit &- UInt8(ascii: "a") &+ 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit &- UInt8(ascii: "A") &+ 10
            default: throw fault(.escape, at: start)
            }
            unit = unit << 4 | UInt16(value)
            position &+= 1
        }
        return unit
    }
}
