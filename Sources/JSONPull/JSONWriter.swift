/// Writes a JSON document into a growing array of bytes, without a model of it in between.
///
/// It sees to commas, quotes and escapes; that each name is followed by one value, and that names are in objects only, is
/// the caller's part.
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.key("counts")
///         writer.array { writer in
///             for count in counts { writer.integer(count) }
///         }
///     }
///     send(writer.bytes)
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// Whether the next name or value has one before it in its container.
    private var needsComma = false

    /// `capacity` is a guess at how many bytes will be written.
    package init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        try container(opening: UInt8(ascii: "{"), closing: UInt8(ascii: "}"), members)
    }

    package mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        try container(opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"), elements)
    }

    /// The name of a member; its value comes next.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func integer(_ value: Int64) {
        beginValue()
        bytes.append(contentsOf: String(value).utf8)
    }

    package mutating func integer(_ value: Int) {
        integer(Int64(value))
    }

    package mutating func bool(_ value: Bool) {
        raw((value ? "true" : "false").utf8)
    }

    package mutating func null() {
        raw("null".utf8)
    }

    /// A value that is JSON already; it is not checked.
    package mutating func raw(_ json: some Collection<UInt8>) {
        beginValue()
        bytes.append(contentsOf: json)
    }

    private mutating func container(
        opening: UInt8,
        closing: UInt8,
        _ content: (inout JSONWriter) throws -> Void
    ) rethrows {
        beginValue()
        bytes.append(opening)
        needsComma = false
        try content(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var written = 0
        for (index, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(contentsOf: text[written..<index])
            appendEscape(byte)
            written = index + 1
        }
        bytes.append(contentsOf: text[written...])
    }

    private mutating func appendEscape(_ byte: UInt8) {
        let letter: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        default:
            let digits = String(byte, radix: 16).utf8
            bytes.append(contentsOf: (digits.count == 1 ? "\\u000" : "\\u00").utf8)
            bytes.append(contentsOf: digits)
            return
        }
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(letter)
    }
}
