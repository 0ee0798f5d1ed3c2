extension JSONScanner {
    /// Skips a value of any kind and checks all of it, without recursion.
    ///
    /// `depth` is how many containers are open around it, `limit` how many may be, at most 64: which of them are objects
    /// is kept in the bits of one word.
    mutating func skipValue(depth: Int, limit: Int) throws(JSONFault) {
        var objects: UInt64 = 0
        var open = 0
        while true {
            if open > 0, objects & 1 == 1 { _ = try skipKey() }

            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                _ = try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth &+ open < limit else { throw fault(.tooDeep(limit: limit)) }
                if skipOpening(byte) { break }
                open &+= 1
                objects = objects << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
                continue
            case UInt8(ascii: "t"): try skipLiteral("true")
            case UInt8(ascii: "f"): try skipLiteral("false")
            case UInt8(ascii: "n"): try skipLiteral("null")
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
            default: throw fault(.unexpected(byte, expected: .value))
            }

            // Behind a value: close what ends here, or go on to the next value.
            while true {
                if open == 0 { return }
                if try skipSeparator(inObject: objects & 1 == 1) { break }
                open &-= 1
                objects >>= 1
            }
        }
    }

    /// An opening bracket and, if nothing is between them, the closing one; answers whether that was so.
    @inline(__always)
    mutating func skipOpening(_ bracket: UInt8) -> Bool {
        position &+= 1
        skipWhitespace()
        // The closing bracket is two above the opening one, for braces too.
        guard position < bytes.count, bytes[position] == bracket &+ 2 else { return false }
        position &+= 1
        return true
    }

    /// What follows a value in a container: true for a comma, false for the container's closing bracket.
    @inline(__always)
    mutating func skipSeparator(inObject: Bool) throws(JSONFault) -> Bool {
        skipWhitespace()
        let byte = try current()
        if byte == UInt8(ascii: ",") {
            position &+= 1
            skipWhitespace()
            return true
        }
        guard byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            throw fault(.unexpected(byte, expected: inObject ? .commaOrBrace : .commaOrBracket))
        }
        position &+= 1
        return false
    }

    /// A member's name and colon; answers what is between the quotes, and whether there are escapes in it.
    @inline(__always)
    mutating func skipKey() throws(JSONFault) -> (name: Range<Int>, hasEscapes: Bool) {
        let byte = try current()
        guard byte == UInt8(ascii: "\"") else { throw fault(.unexpected(byte, expected: .key)) }
        let start = position &+ 1
        let hasEscapes = try skipString()
        let end = position &- 1
        try skipColon()
        return (start..<end, hasEscapes)
    }
}
