/// The kinds of things that Shopify's global ids name, as far as we use them.
enum Resource {
    enum InventoryItem: NamedResource { static let name = "InventoryItem" }
    enum Location: NamedResource { static let name = "Location" }
    enum Order: NamedResource { static let name = "Order" }
    enum LineItem: NamedResource { static let name = "LineItem" }
    enum Refund: NamedResource { static let name = "Refund" }
    enum WebhookSubscription: NamedResource { static let name = "WebhookSubscription" }
    enum BulkOperation: NamedResource { static let name = "BulkOperation" }
}

protocol NamedResource: Sendable {
    static var name: String { get }
}

/// `gid://shopify/Kind/123`: the 64-bit id of the REST interface and of webhooks, and what it is an id of.
struct GlobalID<Kind: NamedResource>: Hashable, Sendable, Codable, CustomStringConvertible {
    let number: Int64

    init(_ number: Int64) {
        self.number = number
    }

    /// Nil unless `text` is the id of this kind of thing. What follows a `?` is not part of the number.
    init?(text: String) {
        let prefix = "gid://shopify/\(Kind.name)/"
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count).prefix { $0 != "?" }
        guard let number = Int64(digits), number > 0 else { return nil }
        self.number = number
    }

    var description: String { "gid://shopify/\(Kind.name)/\(number)" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "is not the global id of a \(Kind.name)"
            )
        }
        self = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
