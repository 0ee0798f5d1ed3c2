extension JSONReader {
    /// Reads a whole number, exactly; `-0` is 0. `1.0` and `1e2` are refused, as is what 64 bits cannot hold.
    package mutating func readInt64() throws -> Int64 {
        try expect(.number)
        let start = offset
        let isWhole = try scan { scanner throws(JSONFault) in try scanner.skipNumber() }
        let value = isWhole ? Self.integer(scanner.bytes[start..<offset]) : nil
        guard let value else {
            scanner.position = start
            throw error(isWhole ? .integerOutOfRange : .notAnInteger, at: start)
        }
        return value
    }

    /// Reads a number of any form as the text that it is written in, such as `19.90`: for decimals, which a binary
    /// floating-point number would round.
    package mutating func readNumberText() throws -> String {
        try expect(.number)
        let start = offset
        _ = try scan { scanner throws(JSONFault) in try scanner.skipNumber() }
        return String(decoding: scanner.bytes[start..<offset], as: UTF8.self)
    }

    package mutating func readString() throws -> String {
        try expect(.string)
        let start = offset + 1
        let hasEscapes = try scan { scanner throws(JSONFault) in try scanner.skipString() }
        let raw = scanner.bytes[start..<offset - 1]
        return hasEscapes ? JSONText.unescape(raw) : String(decoding: raw, as: UTF8.self)
    }

    package mutating func readBool() throws -> Bool {
        try expect(.bool)
        let isTrue = scanner.bytes[offset] == UInt8(ascii: "t")
        try scan { scanner throws(JSONFault) in try scanner.skipLiteral(isTrue ? "true" : "false") }
        return isTrue
    }

    /// Reads a null if one comes next, and answers whether it did: for values that may be null.
    package mutating func readNull() throws -> Bool {
        guard try peekKind() == .null else { return false }
        try scan { scanner throws(JSONFault) in try scanner.skipLiteral("null") }
        return true
    }

    package mutating func readInt64OrNull() throws -> Int64? {
        try readNull() ? nil : readInt64()
    }

    package mutating func readNumberTextOrNull() throws -> String? {
        try readNull() ? nil : readNumberText()
    }

    package mutating func readStringOrNull() throws -> String? {
        try readNull() ? nil : readString()
    }

    package mutating func readBoolOrNull() throws -> Bool? {
        try readNull() ? nil : readBool()
    }

    /// The value of an optional minus and digits; nil if 64 bits cannot hold it.
    private static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text[0] == UInt8(ascii: "-")
        // Gathered as a negative number, because that range is the larger by one.
        var value: Int64 = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            let (tens, overTens) = value.multipliedReportingOverflow(by: 10)
            let (sum, overSum) = tens.subtractingReportingOverflow(Int64(byte &- UInt8(ascii: "0")))
            if overTens || overSum { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
