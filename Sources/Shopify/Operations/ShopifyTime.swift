import Inventory

/// A `DateTime` of the schema.
struct ShopifyTime: Decodable, Sendable {
    let timestamp: Timestamp

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let timestamp = Timestamp(iso8601: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a time with a zone")
        }
        self.timestamp = timestamp
    }
}
