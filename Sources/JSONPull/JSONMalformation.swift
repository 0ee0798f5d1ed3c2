/// A way in which bytes fail to be a JSON document (RFC 8259).
package enum JSONMalformation: Equatable, Sendable {
    package enum Expectation: String, Sendable {
        case value = "a value"
        case key = "a name in quotes"
        case keyOrEnd = "a name in quotes or '}'"
        case colon = "':'"
        case commaOrBrace = "',' or '}'"
        case commaOrBracket = "',' or ']'"
        case end = "nothing after the document"
    }

    case endOfInput
    case unexpected(UInt8, expected: Expectation)
    case number
    /// A byte below 0x20 inside a string.
    case controlCharacter(UInt8)
    case escape
    /// Half of a UTF-16 surrogate pair, which stands for no character.
    case loneSurrogate
    case utf8
    case tooDeep(limit: Int)
}

extension JSONMalformation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .endOfInput: "the document ends too early; send all of it"
        case .unexpected(let byte, let expected): "expected \(expected.rawValue), found \(Self.phrase(byte))"
        case .number: "not a JSON number; write digits without leading zeros, with digits after any '.' and 'e'"
        case .controlCharacter(let byte):
            "\(Self.phrase(byte)) inside a string; write control characters as escapes such as \\n or \\u0000"
        case .escape:
            "unknown escape; allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits"
        case .loneSurrogate: "half of a surrogate pair; write both halves, as in \\uD83D\\uDE00"
        case .utf8: "not UTF-8; encode the document as UTF-8"
        case .tooDeep(let limit): "nested deeper than \(limit) levels; flatten it"
        }
    }

    private static func phrase(_ byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
        default: "byte 0x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
    }
}

/// What the scanner throws: small enough for registers, turned into a ``JSONError`` with a path by ``JSONReader``.
struct JSONFault: Error {
    let offset: Int
    let malformation: JSONMalformation
}
