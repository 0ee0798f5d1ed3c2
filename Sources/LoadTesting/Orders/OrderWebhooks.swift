import Foundation
import NIOConcurrencyHelpers
import Signing

/// Writes signed `orders/create` webhooks, each of an order of its own, as requests ready to be sent.
final class OrderWebhooks: Sendable {
    private let template: OrderTemplate
    private let nextOrder: NIOLockedValueBox<Int64>

    /// Of a body; the orders' notes are chosen so that bodies lie within it.
    private static let longestNote = 3_500

    init() throws {
        template = try OrderTemplate(sample: PackageResources.order_json)
        // 18 digits as Shopify's own, and none that an earlier run has used: hundredths of a microsecond since 1970.
        nextOrder = NIOLockedValueBox(Int64(Date().timeIntervalSince1970 * 1e6) * 100)
    }

    /// `count` requests of one to five lines, of SKUs chosen evenly among `skus`.
    func pool(count: Int, skus: Range<Int>, port: Int) -> RequestPool {
        var random = SystemRandomNumberGenerator()
        return pool(count: count, port: port) { _ in
            (0..<Int.random(in: 1...5, using: &random)).map { _ in Int.random(in: skus, using: &random) }
        }
    }

    /// `count` requests; `skus` gives the SKUs of each.
    func pool(count: Int, port: Int, skus: (Int) -> [Int]) -> RequestPool {
        var pool = RequestPool(reserving: count, bytesEach: 12_000)
        let first = nextOrder.withLockedValue { next in
            defer { next += Int64(count) * 10 }
            return next
        }
        let time = Date().formatted(.iso8601)
        for index in 0..<count {
            let orderId = first + Int64(index) * 10
            let lines = skus(index).enumerated().map { position, sku in
                OrderTemplate.Line(
                    id: orderId + Int64(position),
                    sku: BenchmarkShop.sku(sku),
                    quantity: 1 + position % 2
                )
            }
            let body = template.body(
                order: orderId,
                lines: lines,
                time: time,
                noteLength: Self.longestNote * (index % 8) / 7
            )
            pool.append(head: head(body, orderId: orderId, time: time, port: port), body: body)
        }
        return pool
    }

    /// The headers of a real delivery.
    private func head(_ body: [UInt8], orderId: Int64, time: String, port: Int) -> String {
        requestHead(
            "POST",
            "/webhook/shopify",
            port: port,
            headers: [
                ("Content-Type", "application/json"),
                ("Accept", "*/*"),
                ("User-Agent", "Shopify-Captain-Hook"),
                ("X-Shopify-Topic", "orders/create"),
                ("X-Shopify-Hmac-Sha256", WebhookSignature.header(body: body, secret: BenchmarkShop.webhookSecret)),
                ("X-Shopify-Shop-Domain", BenchmarkShop.domain),
                ("X-Shopify-API-Version", "2026-07"),
                ("X-Shopify-Webhook-Id", UUID().uuidString.lowercased()),
                ("X-Shopify-Event-Id", UUID().uuidString.lowercased()),
                ("X-Shopify-Triggered-At", time),
                ("X-Shopify-Order-Id", String(orderId)),
            ],
            bodyLength: body.count
        )
    }
}
