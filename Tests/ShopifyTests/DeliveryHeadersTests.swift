import Inventory
import Testing

@testable import Shopify

struct DeliveryHeadersTests {
    /// Headers as they come over the wire, in whatever case.
    private func headers(_ fields: [String: String]) -> DeliveryHeaders {
        let lowered = Dictionary(uniqueKeysWithValues: fields.map { ($0.key.lowercased(), $0.value) })
        return DeliveryHeaders { lowered[$0.rawValue] }
    }

    @Test func readsTheDocumentedDelivery() throws {
        // The sample of Shopify's page about deliveries.
        let read = headers([
            "X-Shopify-Topic": "products/update",
            "X-Shopify-Hmac-Sha256": "xT6yH5jZfQm6Q3lC8nA0r7sV2bP9dK1eL4wG0hM5nYI=",
            "X-Shopify-Shop-Domain": "snowdevil.myshopify.com",
            "X-Shopify-API-Version": "2026-07",
            "X-Shopify-Webhook-Id": "545ebdd4-b7be-4d3d-b14e-54aa78e0e0f9",
            "X-Shopify-Triggered-At": "2025-07-10T16:15:47.000000Z",
            "X-Shopify-Event-Id": "59d6d79c-595f-4e7e-bc6f-72f5c3d0c66f",
            "X-Shopify-Name": "product-sync",
        ])
        #expect(read.topic == "products/update")
        #expect(read.hmac == "xT6yH5jZfQm6Q3lC8nA0r7sV2bP9dK1eL4wG0hM5nYI=")
        #expect(read.shop?.value == "snowdevil.myshopify.com")
        #expect(read.apiVersion == "2026-07")
        #expect(read.webhookId == "545ebdd4-b7be-4d3d-b14e-54aa78e0e0f9")
        #expect(read.eventId == "59d6d79c-595f-4e7e-bc6f-72f5c3d0c66f")
        #expect(read.triggeredAt == Timestamp(iso8601: "2025-07-10T16:15:47Z"))
        #expect(read.malformed.isEmpty)
    }

    @Test func readsTheFamilyOfEvents() {
        let read = headers([
            "shopify-topic": "Product", "shopify-hmac-sha256": " abc= ", "shopify-shop-domain": "Snow.MyShopify.com",
            "shopify-api-version": "2026-10", "shopify-webhook-id": "w-1", "shopify-event-id": "e-1",
            "shopify-triggered-at": "2026-10-01T00:00:00Z", "shopify-handle": "h", "shopify-action": "update",
        ])
        #expect(read.topic == "Product")
        #expect(read.hmac == "abc=")
        #expect(read.shop?.value == "snow.myshopify.com")
        #expect(read.apiVersion == "2026-10")
        #expect(read.webhookId == "w-1")
        #expect(read.eventId == "e-1")
        #expect(read.triggeredAt == Timestamp(iso8601: "2026-10-01T00:00:00Z"))
    }

    @Test func absentHeadersAreNil() {
        let read = headers([:])
        #expect(read.topic == nil && read.hmac == nil && read.shop == nil && read.webhookId == nil)
        #expect(read.malformed.isEmpty)
    }

    @Test(arguments: ["X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-API-Version"])
    func namesWhatIsTooLongOrNotPrintable(name: String) {
        for value in [String(repeating: "a", count: 129), "a b", "a\u{0}b", "schön"] {
            let read = headers([name: value])
            #expect(read.malformed.map(\.field) == [name.lowercased()], "\(value)")
        }
        #expect(headers([name: String(repeating: "a", count: 32)]).malformed.isEmpty)
    }

    @Test func anImpossibleSignatureIsNone() {
        #expect(headers(["X-Shopify-Hmac-Sha256": String(repeating: "a", count: 65)]).hmac == nil)
        #expect(headers(["X-Shopify-Hmac-Sha256": "  "]).hmac == nil)
    }

    @Test(arguments: ["a.myshopify.com", "A-1.MyShopify.COM", "x_y.example", "1.2"])
    func takesShopDomains(text: String) {
        #expect(ShopDomain(text)?.value == text.lowercased())
    }

    @Test(
        arguments: [
            "", "shop", ".myshopify.com", "shop.", "a..b", "-a.com", "a-.com", "a.com-", "a b.com", "a.com/x",
            "a.com:80",
            "ä.com", "a.com\n", String(repeating: "a", count: 64) + ".com",
            (0..<64).map { _ in "abc" }.joined(separator: "."),
        ]
    )
    func refusesWhatIsNoHostName(text: String) {
        #expect(ShopDomain(text) == nil)
    }
}
