/// Walks over the tokens of a document and checks each; knows nothing of what contains what, but for skipping.
///
/// Every function starts at ``position`` and, if it does not throw, leaves it behind what it is named for.
struct JSONScanner {
    let bytes: JSONBytes
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = JSONBytes(bytes)
    }

    /// The byte at ``position``.
    @inline(__always)
    func current() throws(JSONFault) -> UInt8 {
        guard position < bytes.count else { throw fault(.endOfInput) }
        return bytes[position]
    }

    @inline(__always)
    mutating func skipWhitespace() {
        guard position < bytes.count, bytes[position] <= 0x20 else { return }
        skipWhitespaceRun()
    }

    private mutating func skipWhitespaceRun() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
            // Indentation: eight spaces at a time, then as many as the next eight bytes start with.
            while bytes.count &- position >= 8 {
                let others = bytes.word(at: position) ^ 0x2020_2020_2020_2020
                position &+= others.trailingZeroBitCount / 8
                guard others == 0 else { break }
            }
        }
    }

    /// A colon and the white space around it.
    @inline(__always)
    mutating func skipColon() throws(JSONFault) {
        skipWhitespace()
        let byte = try current()
        guard byte == UInt8(ascii: ":") else { throw fault(.unexpected(byte, expected: .colon)) }
        position &+= 1
        skipWhitespace()
    }

    /// `true`, `false` or `null`.
    @inline(__always)
    mutating func skipLiteral(_ literal: StaticString) throws(JSONFault) {
        let length = literal.utf8CodeUnitCount
        for offset in 0..<length {
            guard position &+ offset < bytes.count else { throw fault(.endOfInput, at: bytes.count) }
            guard bytes[position &+ offset] == literal.utf8Start[offset] else {
                throw fault(.unexpected(bytes[position &+ offset], expected: .value), at: position &+ offset)
            }
        }
        position &+= length
    }

    /// A number by RFC 8259, section 6; answers whether it is whole, that is without fraction and exponent.
    @discardableResult
    mutating func skipNumber() throws(JSONFault) -> Bool {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position &+= 1 }
        let first = position
        try skipDigits(of: start)
        guard bytes[first] != UInt8(ascii: "0") || position == first &+ 1 else { throw fault(.number, at: start) }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position &+= 1
            try skipDigits(of: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position &+= 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            try skipDigits(of: start)
        }
        return isWhole
    }

    /// At least one digit.
    @inline(__always)
    private mutating func skipDigits(of start: Int) throws(JSONFault) {
        let first = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
        guard position > first else {
            throw position < bytes.count ? fault(.number, at: start) : fault(.endOfInput)
        }
    }

    func fault(_ malformation: JSONMalformation) -> JSONFault {
        fault(malformation, at: position)
    }

    func fault(_ malformation: JSONMalformation, at offset: Int) -> JSONFault {
        JSONFault(offset: offset, malformation: malformation)
    }
}
