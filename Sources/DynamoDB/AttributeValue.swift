/// A typed value of an item. A number travels as text, so that no digit is lost.
/// Source: DynamoDB Developer Guide, "Low-level API", data type descriptors.
package enum AttributeValue: Hashable, Sendable {
    case string(String)
    case number(String)
    case bytes([UInt8])
    case bool(Bool)
    case null
    case map([String: AttributeValue])
    case list([AttributeValue])

    package static func number(_ value: Int64) -> AttributeValue { .number(String(value)) }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var int64: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    package var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var map: [String: AttributeValue]? {
        if case .map(let members) = self { members } else { nil }
    }

    package var list: [AttributeValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// About as many bytes as it takes in a request.
    package var requestBytes: Int {
        switch self {
        case .string(let text), .number(let text): text.utf8.count + 12
        case .bytes(let bytes): bytes.count / 3 * 4 + 16
        case .bool, .null: 16
        case .map(let members): members.requestBytes + 12
        case .list(let elements): elements.reduce(12) { $0 + $1.requestBytes }
        }
    }
}

/// The attributes of one item by name.
package typealias Item = [String: AttributeValue]

extension Item {
    /// About as many bytes as it takes in a request.
    package var requestBytes: Int { reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.requestBytes } }
}
