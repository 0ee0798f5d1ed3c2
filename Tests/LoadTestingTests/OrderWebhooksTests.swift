import Foundation
import NIOCore
import Signing
import Testing

@testable import LoadTesting

struct OrderWebhooksTests {
    private let webhooks: OrderWebhooks

    init() throws {
        webhooks = try OrderWebhooks()
    }

    /// Head and parsed body of every request of the pool.
    private func requests(_ pool: RequestPool) throws -> [(head: String, body: [UInt8], order: [String: Any])] {
        try (0..<pool.count).map { index in
            let text = String(buffer: pool[index])
            let cut = try #require(text.firstRange(of: "\r\n\r\n"))
            let body = Array(text[cut.upperBound...].utf8)
            let order = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
            return (String(text[..<cut.lowerBound]), body, order)
        }
    }

    @Test func bodiesAreOrdersOfTheSizeOfRealOnes() throws {
        for (head, body, order) in try requests(webhooks.pool(count: 64, skus: 0..<10, port: 1)) {
            #expect((5_000...15_000).contains(body.count))
            #expect(
                head.contains("Content-Length: \(body.count)\r\n") || head.hasSuffix("Content-Length: \(body.count)")
            )
            let lines = try #require(order["line_items"] as? [[String: Any]])
            #expect((1...5).contains(lines.count))
            for line in lines {
                #expect((line["sku"] as? String)?.hasPrefix("BENCH-000000") == true)
                #expect(line["quantity"] as? Int == line["current_quantity"] as? Int)
            }
            #expect(order["created_at"] as? String == order["updated_at"] as? String)
        }
    }

    @Test func everyOrderAndDeliveryIsAnother() throws {
        let first = try requests(webhooks.pool(count: 100, skus: 0..<10, port: 1))
        let second = try requests(webhooks.pool(count: 100, skus: 0..<10, port: 1))
        let all = first + second
        #expect(Set(all.compactMap { $0.order["id"] as? Int64 }).count == 200)
        let lineIds = all.flatMap {
            ($0.order["line_items"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int64 }
        }
        #expect(Set(lineIds).count == lineIds.count)
        let webhookIds = all.compactMap { $0.head.firstMatch(of: /X-Shopify-Webhook-Id: (\S+)/)?.1 }
        #expect(Set(webhookIds).count == 200)
    }

    @Test func everyBodyIsSigned() throws {
        for (head, body, _) in try requests(webhooks.pool(count: 20, skus: 0..<10, port: 1)) {
            let signature = try #require(head.firstMatch(of: /X-Shopify-Hmac-Sha256: (\S+)/)?.1)
            let secrets = [BenchmarkShop.webhookSecret]
            #expect(WebhookSignature.indexOfSigningSecret(header: String(signature), body: body, secrets: secrets) == 0)
        }
    }

    @Test func linesAreThoseAskedFor() throws {
        let pool = webhooks.pool(count: 2, port: 1) { $0 == 0 ? [7] : [8, 123_456] }
        let skus = try requests(pool).map { request in
            (request.order["line_items"] as? [[String: Any]] ?? []).compactMap { $0["sku"] as? String }
        }
        #expect(skus == [["BENCH-0000007"], ["BENCH-0000008", "BENCH-0123456"]])
    }

    @Test func aSampleThatIsNoOrderIsRefused() {
        #expect(throws: BenchmarkFailure.self) { try OrderTemplate(sample: Array(#"{"id":1,"line_items":[]}"#.utf8)) }
    }
}
