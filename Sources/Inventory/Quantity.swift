/// Bounds on counts that come from outside. Shopify's own bound is the same (`INVALID_QUANTITY_TOO_HIGH`, ±1e9); sums of
/// such counts stay far inside `Int64`.
package enum Quantity {
    package static let limit: Int64 = 1_000_000_000

    /// A count or a delta that may be negative.
    package static func checked(_ value: Int64, field: String) throws(InvalidValue) -> Int64 {
        guard (-limit...limit).contains(value) else {
            throw InvalidValue(field: field, message: "must be between -\(limit) and \(limit)")
        }
        return value
    }

    /// A number of units that moves: at least `minimum`.
    package static func checked(
        _ value: Int64,
        atLeast minimum: Int64,
        field: String
    ) throws(InvalidValue) -> Int64 {
        guard (minimum...limit).contains(value) else {
            throw InvalidValue(field: field, message: "must be between \(minimum) and \(limit)")
        }
        return value
    }
}
