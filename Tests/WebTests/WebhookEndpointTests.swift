import HTTPTypes
import SQLiteStore
import Signing
import Sync
import Testing

@testable import Web

struct WebhookEndpointTests {
    private func withShop(_ body: @Sendable (Installation, API, Shop) async throws -> Void) async throws {
        try await Installation.run { installation, api in
            let shop = Shop(api: api)
            try await shop.connect()
            try await api.put("/v1/inventory/TEA", #"{"physical":10}"#).expect(200)
            try await body(installation, api, shop)
        }
    }

    private func physical(_ api: API) async throws -> Int64? {
        try await api.get("/v1/inventory/TEA").expect(200).data["physical"].integer
    }

    @Test func aSignedOrderIsAppliedOnce() async throws {
        try await withShop { _, api, shop in
            let order = Shop.order(1, "TEA", 3)
            let first = try await shop.deliver("orders/create", order).expect(200)
            #expect(first.data == .object(["status": .string("applied"), "txId": .string("webhook-1")]))
            #expect(try await physical(api) == 7)
            let again = try await shop.deliver("orders/create", order, path: "/webhooks/shopify").expect(200)
            #expect(again.data["status"].text == "duplicate")
            let other = try await shop.deliver("orders/create", order, id: "webhook-2").expect(200)
            #expect(other.data["status"].text == "applied")
            #expect(try await physical(api) == 7)
            #expect(try await api.get("/v1/transactions/webhook-1").expect(200).data["action"].text == "orders/create")
        }
    }

    /// Whoever is not let in learns nothing: not even which part was wrong.
    @Test func everyRefusalAtTheDoorIsTheSame() async throws {
        try await withShop { _, api, shop in
            let order = Shop.order(1, "TEA", 3)
            var stranger = shop
            stranger.domain = "other.myshopify.com"
            var liar = shop
            liar.secret = "wrong"
            let answers = [
                try await stranger.deliver("orders/create", order),
                try await liar.deliver("orders/create", order),
                try await liar.deliver("orders/create", "not json"),
                try await liar.deliver("no/topic", order, id: nil),
                try await liar.deliver(nil, order),
                try await shop.deliver("orders/create", order, ["X-Shopify-Hmac-Sha256": nil]),
                try await shop.deliver("orders/create", order, ["X-Shopify-Hmac-Sha256": "="]),
                try await shop.deliver("orders/create", order, ["X-Shopify-Shop-Domain": nil]),
                try await shop.deliver("orders/create", order, ["X-Shopify-Shop-Domain": "a b"]),
                try await shop.deliver(nil, order, ["X-Shopify-Shop-Domain": "other.myshopify.com"]),
            ]
            for answer in answers { answer.refused(401) }
            let bodies = Set(answers.map { $0.text.replacing($0.json["requestId"].text ?? "", with: "") })
            #expect(bodies.count == 1)
            #expect(try await physical(api) == 10)
        }
    }

    @Test func theSignatureIsOverTheRawBytes() async throws {
        try await withShop { _, api, shop in
            let order = Shop.order(1, "TEA", 3)
            let signature = WebhookSignature.header(body: Array(order.utf8), secret: Secret(shop.secret))
            try await shop.deliver("orders/create", order + " ", ["X-Shopify-Hmac-Sha256": signature]).refused(401)
            try await shop.deliver("orders/create", order + "\r\n ").expect(200)
            #expect(try await physical(api) == 7)
        }
    }

    @Test func previousSecretsOpenUntilTheyAreTakenAway() async throws {
        try await withShop { _, api, shop in
            var rotated = shop
            rotated.secret = "fresh"
            try await api.put(
                "/v1/channels/shop",
                """
                {"kind":"shopify","shop":"\(shop.domain)","locationId":1,"accessToken":"t","webhookSecrets":["fresh","\(shop.secret)"]}
                """
            ).expect(200)
            try await shop.deliver("orders/create", Shop.order(1, "TEA", 1), id: "a").expect(200)
            try await rotated.deliver("orders/create", Shop.order(2, "TEA", 1), id: "b").expect(200)
            try await rotated.connect()
            try await shop.deliver("orders/create", Shop.order(3, "TEA", 1), id: "c").refused(401)
            #expect(try await physical(api) == 8)
        }
    }

    @Test func headersAreReadAfterTheSignature() async throws {
        try await withShop { _, api, shop in
            let order = Shop.order(1, "TEA", 3)
            try await shop.deliver("orders/create", order, id: nil).refused(400, field: "x-shopify-webhook-id")
            try await shop.deliver("orders/create", order, id: "a b").refused(400, field: "x-shopify-webhook-id")
            #expect(try await physical(api) == 10)
        }
    }

    @Test(arguments: ["", "{", "hello", #"{"id":1,}"#, "[NaN]"])
    func aSignedBodyThatIsNoJSONIsRefused(body: String) async throws {
        try await withShop { _, _, shop in
            try await shop.deliver("orders/create", body).refused(400, "invalid_json")
            try await shop.deliver("nobody/knows", body).refused(400, "invalid_json")
        }
    }

    @Test func whatATopicCannotBeReadFromIsKept() async throws {
        try await withShop { _, api, shop in
            let kept = try await shop.deliver("orders/create", #"{"id":"x"}"#).expect(202)
            #expect(kept.data["status"].text == "quarantined")
            let listed = try await api.get("/v1/quarantine").expect(200).data.elements
            #expect(listed.map { $0["topic"].text } == ["orders/create"])
            #expect(listed.first?["sizeBytes"].integer == 10)
            let id = try #require(listed.first?["quarantineId"].text)
            try await api.post("/v1/quarantine/\(id)/replay").refused(422, "still_unreadable")
            #expect(try await api.get("/v1/quarantine").data.elements.count == 1)
            #expect(
                try await shop.deliver("orders/create", #"{"id":"x"}"#).expect(200).data["status"].text == "duplicate"
            )
        }
    }

    @Test func anUnknownTopicIsRecordedAndIgnored() async throws {
        try await withShop { _, api, shop in
            let answer = try await shop.deliver("carts/create", "[1]", id: "w-9").expect(200)
            #expect(answer.data["status"].text == "ignored")
            try await api.get("/v1/transactions/w-9").expect(200)
        }
    }

    @Test func aLevelGoesToTheChannelOfItsLocation() async throws {
        try await withShop { installation, api, shop in
            try await shop.connect("second", locationId: 2)
            let level = #"{"inventory_item_id":7,"location_id":2,"available":5,"updated_at":"2026-11-21T09:30:00Z"}"#
            try await shop.deliver("inventory_levels/update", level, id: "level").expect(200)
            #expect(try await api.get("/v1/transactions/level").data["channelId"].text == "second")
            try await shop.deliver("orders/create", Shop.order(1, "TEA", 1), id: "order").expect(200)
            #expect(try await api.get("/v1/transactions/order").data["channelId"].text == "shop")
        }
    }

    @Test func aShopOfAnotherTenantIsItsOwn() async throws {
        try await withShop { _, api, _ in
            try await api.put("/v1/tenants/other", #"{"name":"Other"}"#).expect(200)
            let theirs = api.with(.tenantId, "other")
            try await theirs.put("/v1/inventory/TEA", #"{"physical":50}"#).expect(200)
            let shop = Shop(api: theirs, domain: "theirs.myshopify.com", secret: "their secret")
            try await shop.connect()
            try await shop.deliver("orders/create", Shop.order(1, "TEA", 3)).expect(200)
            #expect(try await theirs.get("/v1/inventory/TEA").data["physical"].integer == 47)
            #expect(try await physical(api) == 10)
        }
    }

    // MARK: The plain format

    @Test func aPlainSaleIsKnownByItsOwnId() async throws {
        try await withShop { _, api, shop in
            let sale = #"{"items":[{"sku":"TEA","quantity":2}],"txId":"sale-1"}"#
            let first = try await shop.deliver(nil, sale, id: nil).expect(200)
            #expect(first.data == .object(["status": .string("applied"), "txId": .string("sale-1")]))
            #expect(try await shop.deliver(nil, sale, id: nil).data["status"].text == "duplicate")
            #expect(try await physical(api) == 8)
        }
    }

    @Test func orByItsKeyOrNotAtAll() async throws {
        try await withShop { _, api, shop in
            let sale = #"{"items":[{"sku":"TEA","quantity":2}]}"#
            for status in ["applied", "duplicate"] {
                let answer = try await shop.deliver(nil, sale, id: nil, ["Idempotency-Key": "k-1"]).expect(200)
                #expect(answer.data["status"].text == status)
            }
            for _ in 0..<2 {
                #expect(try await shop.deliver(nil, sale, id: nil).expect(200).data["status"].text == "applied")
            }
            #expect(try await physical(api) == 4)
            try await shop.deliver(nil, sale, id: nil, ["Idempotency-Key": String(repeating: "k", count: 256)])
                .refused(400, field: "Idempotency-Key")
        }
    }

    @Test func withoutItsShopTheSecretTellsTheChannel() async throws {
        try await withShop { _, api, shop in
            let other = Shop(api: api, domain: "other.myshopify.com", secret: "another secret")
            try await other.connect("other")
            let sale = #"{"items":[{"sku":"TEA","quantity":2}],"txId":"s"}"#
            try await other.deliver(nil, sale, id: nil, ["X-Shopify-Shop-Domain": nil]).expect(200)
            #expect(try await api.get("/v1/transactions/s").data["channelId"].text == "other")
            // The same name given by another sender is another sale.
            #expect(try await shop.deliver(nil, sale, id: nil).expect(200).data["status"].text == "applied")
            #expect(try await physical(api) == 6)
        }
    }

    @Test func aBrokenPlainSaleIsNamed() async throws {
        try await withShop { _, _, shop in
            let answer = try await shop.deliver(nil, #"{"items":[{"sku":"","quantity":"2"}]}"#, id: nil).refused(400)
            #expect(answer.fields.count == 2, "\(answer.text)")
            try await shop.deliver(nil, #"{"item":[]}"#, id: nil).refused(400)
        }
    }

    // MARK: Limits

    @Test func tooLargeIsRefusedBeforeItIsLookedAt() async throws {
        try await Installation.Setup { $0.limits.bodyBytes = 1000 }.run { _, api in
            let shop = Shop(api: api, secret: "wrong")
            try await shop.deliver("orders/create", String(repeating: " ", count: 1001)).refused(413, "body_too_large")
            try await shop.deliver("orders/create", String(repeating: " ", count: 1000)).refused(401)
        }
    }

    @Test func whatIsMoreThanAllowedComesAgain() async throws {
        try await Installation.Setup { $0.limits.concurrentWebhooks = 0 }.run { _, api in
            let answer = try await Shop(api: api).deliver("orders/create", "{}").refused(503, "overloaded")
            #expect(answer.headers[.retryAfter] == "1")
        }
    }

    @Test func soDoesWhatWouldFillTheMemory() async throws {
        try await Installation.Setup { $0.limits.webhookBytes = 100 }.run { _, api in
            let shop = Shop(api: api)
            try await shop.deliver("orders/create", String(repeating: " ", count: 101)).refused(503, "overloaded")
            try await shop.deliver("orders/create", String(repeating: " ", count: 100)).refused(401)
        }
    }

    @Test func aStoreThatIsAwayIsWorthARetry() async throws {
        try await withShop { installation, _, shop in
            await installation.store.close()
            let answer = try await shop.deliver("orders/create", Shop.order(1, "TEA", 1)).refused(503)
            #expect(answer.headers[.retryAfter] != nil)
        }
    }
}

struct AdmissionGateTests {
    @Test func countsWhoIsInsideAndTheirBytesTogether() {
        let gate = AdmissionGate(limit: 2, byteLimit: 10)
        #expect(gate.enter())
        #expect(gate.enter())
        #expect(!gate.enter())
        #expect(gate.take(6))
        #expect(!gate.take(5))
        #expect(gate.take(4))
        #expect(!gate.take(1))
        gate.leave(givingBack: 6)
        #expect(gate.enter())
        #expect(gate.take(6))
        #expect(!gate.take(1))
    }
}
