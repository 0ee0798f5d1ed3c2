/// A merchant. Every row belongs to one; no query crosses it.
package struct TenantID: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    /// The tenant of the embedded default.
    package static let `default` = TenantID(stored: "default")

    package init(_ text: String) throws(InvalidValue) {
        value = try checkedIdentifier(text, field: "tenantId")
    }

    package init(stored value: String) {
        self.value = value
    }

    package var description: String { value }
}

/// A place that sells. The name is the merchant's own choice and stands in paths and logs.
package struct ChannelID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let value: String

    package init(_ text: String) throws(InvalidValue) {
        value = try checkedIdentifier(text, field: "channelId")
    }

    package init(stored value: String) {
        self.value = value
    }

    package var description: String { value }

    package static func < (lhs: ChannelID, rhs: ChannelID) -> Bool { lhs.value < rhs.value }
}

private func checkedIdentifier(_ text: String, field: String) throws(InvalidValue) -> String {
    let allowed = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
    guard (1...64).contains(text.utf8.count), allowed, text != ".", text != ".." else {
        throw InvalidValue(field: field, message: "must be 1 to 64 letters, digits, '-', '_' or '.'")
    }
    return text
}

/// What keeps one event from counting twice: the id that its sender gave it, within that sender.
package struct TransactionKey: Hashable, Sendable {
    /// The shop, the channel or the part of ours that gave the id.
    package let source: String
    package let txId: String

    package init(source: String, txId: String) {
        self.source = source
        self.txId = txId
    }
}
