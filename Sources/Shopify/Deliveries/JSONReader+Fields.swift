import Inventory
import JSONPull

/// The kinds of value that payloads consist of, each within its bounds.
extension JSONReader {
    /// An id of Shopify's: up to 18 digits and more, never a floating-point number.
    mutating func readID() throws -> Int64 {
        let start = offset
        let id = try readInt64()
        guard id > 0 else { throw unacceptable("must be an id, a whole number above 0", valueAt: start) }
        return id
    }

    mutating func readIDOrNull() throws -> Int64? {
        try readNull() ? nil : readID()
    }

    /// A number of units.
    mutating func readQuantity(atLeast minimum: Int64 = 0) throws -> Int64 {
        let start = offset
        let quantity = try readInt64()
        guard (minimum...Quantity.limit).contains(quantity) else {
            throw unacceptable("must be between \(minimum) and \(Quantity.limit)", valueAt: start)
        }
        return quantity
    }

    /// A time with a zone.
    mutating func readTime() throws -> Timestamp {
        let start = offset
        guard let time = Timestamp(iso8601: try readString()) else {
            throw unacceptable("must be a time such as 2026-11-21T09:30:00-05:00, with its zone", valueAt: start)
        }
        return time
    }

    mutating func readTimeOrNull() throws -> Timestamp? {
        try readNull() ? nil : readTime()
    }

    /// Nil for null and for an empty text: the shop gives none.
    mutating func readSKUOrNull() throws -> SKU? {
        let start = offset
        guard let text = try readStringOrNull(), !text.isEmpty else { return nil }
        do {
            return try SKU(text)
        } catch {
            throw unacceptable(error.message, valueAt: start)
        }
    }

    /// The one member that is needed of an object.
    mutating func readMemberID(_ name: StaticString) throws -> Int64 {
        let start = offset
        var id: Int64?
        try readObject { key, reader in
            if key == name { id = try reader.readID() }
        }
        return try need(id, name, ofObjectAt: start)
    }

    /// `value`, or the complaint that the object that began at `start` lacks this member.
    func need<Value>(_ value: Value?, _ name: StaticString, ofObjectAt start: Int) throws -> Value {
        guard let value else { throw missing(name, inValueAt: start) }
        return value
    }
}
