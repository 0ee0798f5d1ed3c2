package import Inventory

/// What the headers of a delivery say. Nothing of it is signed: it may only choose what the signed body is held against.
package struct DeliveryHeaders: Sendable, Equatable {
    /// The headers that are read, of both families: webhooks (`X-Shopify-…`) and Events (`shopify-…`).
    package enum Name: String, Sendable, CaseIterable {
        case topic = "x-shopify-topic"
        case shop = "x-shopify-shop-domain"
        case hmac = "x-shopify-hmac-sha256"
        case webhookId = "x-shopify-webhook-id"
        case eventId = "x-shopify-event-id"
        case triggeredAt = "x-shopify-triggered-at"
        case apiVersion = "x-shopify-api-version"
        case eventsTopic = "shopify-topic"
        case eventsShop = "shopify-shop-domain"
        case eventsHmac = "shopify-hmac-sha256"
        case eventsWebhookId = "shopify-webhook-id"
        case eventsEventId = "shopify-event-id"
        case eventsTriggeredAt = "shopify-triggered-at"
        case eventsApiVersion = "shopify-api-version"
    }

    /// As sent, white space around it apart; nil when it is absent or cannot be a signature.
    package let hmac: String?
    /// Nil when it is absent or not a host name.
    package let shop: ShopDomain?
    /// Nil when absent: the seed format, or see `malformed`.
    package let topic: String?
    package let webhookId: String?
    package let eventId: String?
    package let triggeredAt: Timestamp?
    package let apiVersion: String?
    /// Headers that are there but cannot be what they should be. To be answered only once the signature is known to be
    /// good: who is not let in learns nothing.
    package let malformed: [InvalidValue]

    /// `lookup` gives the value of the header with this name, in whatever case it was sent; nil when there is none.
    package init(_ lookup: (Name) -> String?) {
        var malformed: [InvalidValue] = []
        func value(_ name: Name, or other: Name) -> String? {
            guard let value = lookup(name) ?? lookup(other) else { return nil }
            return value.trimmingBlanks
        }
        func text(_ name: Name, or other: Name, limit: Int) -> String? {
            guard let value = value(name, or: other), !value.isEmpty else { return nil }
            guard value.utf8.count <= limit, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                malformed.append(
                    InvalidValue(field: name.rawValue, message: "must be 1 to \(limit) printable ASCII characters")
                )
                return nil
            }
            return value
        }
        hmac = value(.hmac, or: .eventsHmac).flatMap { (1...Self.hmacLimit).contains($0.utf8.count) ? $0 : nil }
        shop = value(.shop, or: .eventsShop).flatMap(ShopDomain.init)
        topic = text(.topic, or: .eventsTopic, limit: 128)
        webhookId = text(.webhookId, or: .eventsWebhookId, limit: 128)
        eventId = text(.eventId, or: .eventsEventId, limit: 128)
        apiVersion = text(.apiVersion, or: .eventsApiVersion, limit: 32)
        triggeredAt = text(.triggeredAt, or: .eventsTriggeredAt, limit: 64).flatMap(Timestamp.init(iso8601:))
        self.malformed = malformed
    }

    /// Base64 of 32 bytes is 44 characters.
    private static let hmacLimit = 64
}

extension String {
    /// Without spaces and tabs around it: what HTTP calls optional white space.
    var trimmingBlanks: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        guard first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 else { return self }
        var bytes = Substring(self).utf8
        while let byte = bytes.first, byte == 0x20 || byte == 0x09 { bytes.removeFirst() }
        while let byte = bytes.last, byte == 0x20 || byte == 0x09 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
