/// Why a document could not be read: what is wrong, at which byte, and at which value.
package struct JSONError: Error, Equatable {
    package enum Problem: Equatable, Sendable {
        /// The document is not JSON.
        case malformed(JSONMalformation)
        case wrongKind(expected: JSONKind, found: JSONKind)
        /// A number with a fraction or an exponent where a whole number is asked for.
        case notAnInteger
        /// A whole number that 64 bits cannot hold.
        case integerOutOfRange
        case missing
        /// JSON as such, but refused by who asked for it; the text says why and what to do.
        case unacceptable(String)
    }

    /// In bytes from the start of the document.
    package let offset: Int

    /// As in `refunds[0].refund_line_items[2].quantity`; empty for the whole document. Shows names, never values.
    package let path: String

    package let problem: Problem

    /// Whether the document is not JSON at all. If false, what comes after ``offset`` has not been looked at yet:
    /// ``JSONReader/validate(_:depthLimit:)`` tells whether the whole is JSON.
    package var isMalformed: Bool {
        if case .malformed = problem { true } else { false }
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        "\(path.isEmpty ? "the document" : path) (byte \(offset)): \(problem)"
    }
}

extension JSONError.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let malformation): "\(malformation)"
        case .wrongKind(let expected, let found): "expected \(expected.phrase), found \(found.phrase)"
        case .notAnInteger: "expected a whole number; write it without fraction and exponent"
        case .integerOutOfRange: "the number is too large; whole numbers go from \(Int64.min) to \(Int64.max)"
        case .missing: "missing; it is required"
        case .unacceptable(let reason): reason
        }
    }
}

extension JSONKind {
    fileprivate var phrase: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
