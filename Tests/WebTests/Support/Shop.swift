import HTTPTypes
import Signing
import Testing

@testable import Web

/// A shop that sends webhooks to the door.
struct Shop: Sendable {
    let api: API
    var domain = "snow.myshopify.com"
    var secret = "hush-hush"

    /// Makes the channel; `more` are further members of its settings.
    func connect(_ channel: String = "shop", locationId: Int = 1, _ more: String = "") async throws {
        let settings = """
            {"kind":"shopify","shop":"\(domain)","locationId":\(locationId),"accessToken":"shpat_1",
            "webhookSecrets":["\(secret)"]\(more)}
            """
        try await api.put("/v1/channels/\(channel)", settings).expect(200)
    }

    /// `headers` replace or, when nil, take away what is sent otherwise.
    func deliver(
        _ topic: String?,
        _ body: String,
        id: String? = "webhook-1",
        path: String = "/webhook/shopify",
        _ headers: [String: String?] = [:]
    ) async throws -> Answered {
        var fields: [String: String] = [
            "X-Shopify-Hmac-Sha256": WebhookSignature.header(body: Array(body.utf8), secret: Secret(secret)),
            "X-Shopify-Shop-Domain": domain,
        ]
        fields["X-Shopify-Topic"] = topic
        fields["X-Shopify-Webhook-Id"] = id
        for (name, value) in headers { fields[name] = value }
        var caller = api.with(key: nil)
        for (name, value) in fields { caller.headers[.constant(name)] = value }
        return try await caller.send(.post, path, body)
    }

    static func order(_ id: Int, _ sku: String, _ quantity: Int, at time: String = "2026-11-21T09:30:00Z") -> String {
        """
        {"id":\(id),"created_at":"\(time)","updated_at":"\(time)","cancelled_at":null,"refunds":[],
        "line_items":[{"id":\(id)1,"sku":"\(sku)","quantity":\(quantity),"current_quantity":\(quantity)}]}
        """
    }
}
