import DynamoDB

/// What DynamoDB charges. Sources: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats", "DynamoDB read and
/// write operations" and "Amazon DynamoDB Transactions: How it works".
enum Capacity {
    /// An item of a transaction costs twice what it would alone.
    static let transactionFactor = 2

    /// For writing an item of so many bytes: one unit for each begun KB.
    static func writeUnits(_ bytes: Int) -> Int { max(1, (bytes + 1023) / 1024) }

    /// For a consistent read of so many bytes: one unit for each begun 4 KB.
    static func readUnits(_ bytes: Int) -> Int { max(1, (bytes + 4095) / 4096) }
}

extension Item {
    /// Bytes as DynamoDB counts them.
    var storedBytes: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.storedBytes } }
}

extension AttributeValue {
    fileprivate var storedBytes: Int {
        switch self {
        case .string(let text): return text.utf8.count
        case .number(let text):
            // Two digits to a byte, zeros at both ends left out, one byte more, and one for a minus.
            let digits = Array(text.utf8).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let zero = UInt8(ascii: "0")
            let significant = digits.drop { $0 == zero }.reversed().drop { $0 == zero }.count
            return 1 + (significant + 1) / 2 + (text.hasPrefix("-") ? 1 : 0)
        case .bytes(let bytes): return bytes.count
        case .bool, .null: return 1
        case .map(let members): return members.reduce(3) { $0 + 1 + $1.key.utf8.count + $1.value.storedBytes }
        case .list(let elements): return elements.reduce(3) { $0 + 1 + $1.storedBytes }
        }
    }
}
