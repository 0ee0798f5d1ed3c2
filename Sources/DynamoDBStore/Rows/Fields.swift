import DynamoDB
import Inventory
import Sync

/// Attributes of our own rows. What is missing or of another type is damage: nobody else writes these tables.
extension Item {
    func text(_ name: String) throws -> String { try required(self[name]?.string, name) }
    func int(_ name: String) throws -> Int64 { try required(self[name]?.int64, name) }
    func bool(_ name: String) throws -> Bool { try required(self[name]?.bool, name) }
    func bytes(_ name: String) throws -> [UInt8] { try required(self[name]?.bytes, name) }
    func time(_ name: String) throws -> Timestamp { Timestamp(millisecondsSinceEpoch: try int(name)) }

    func optionalTime(_ name: String) -> Timestamp? { self[name]?.int64.map(Timestamp.init(millisecondsSinceEpoch:)) }
    func optionalText(_ name: String) -> String? { self[name]?.string }
    func optionalInt(_ name: String) -> Int64? { self[name]?.int64 }

    func choice<Choice: RawRepresentable>(_ name: String) throws -> Choice where Choice.RawValue == String {
        try required(Choice(rawValue: try text(name)), name)
    }

    func required<Field>(_ value: Field?, _ name: String) throws -> Field {
        guard let value else { throw StoreError.damaged("a row has no readable attribute \(name)") }
        return value
    }

    mutating func set(_ name: String, _ text: String?) { self[name] = text.map(AttributeValue.string) }
    mutating func set(_ name: String, _ number: Int64?) { self[name] = number.map { .number($0) } }
    mutating func set(_ name: String, _ bytes: [UInt8]) { self[name] = .bytes(bytes) }
    mutating func set(_ name: String, _ value: Bool) { self[name] = .bool(value) }
    mutating func set(_ name: String, _ time: Timestamp?) { set(name, time?.millisecondsSinceEpoch) }
}

/// Numbers in sort keys, in an order that text has too.
enum SortText {
    /// 20 digits; negative numbers come first.
    static func number(_ value: Int64) -> String {
        let digits = String(UInt64(bitPattern: value) ^ (1 << 63))
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits
    }

    static func time(_ time: Timestamp) -> String { number(time.millisecondsSinceEpoch) }

    static func number(from text: String) throws -> Int64 {
        guard let value = UInt64(text) else { throw StoreError.damaged("a sort key is no number") }
        return Int64(bitPattern: value ^ (1 << 63))
    }

    /// After every text that we use as a sort key.
    static let last = "\u{10FFFF}"
}
