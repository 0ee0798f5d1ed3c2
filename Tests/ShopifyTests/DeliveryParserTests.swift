import Inventory
import Sync
import Testing

@testable import Shopify

struct DeliveryParserTests {
    private func time(_ text: String) throws -> Timestamp {
        try #require(Timestamp(iso8601: text))
    }

    private func sku(_ text: String) -> SKU { SKU(stored: text) }

    @Test func everySampleCanBeReadOfItsTopic() throws {
        let names = try Samples.names().filter { $0 != "orders/create.unreadable" }
        #expect(names.count > 40)
        var topics: Set<Topic> = []
        for name in names {
            let text = String(name.split(separator: ".")[0])
            let topic = try #require(Topic(rawValue: text), "\(name)")
            topics.insert(topic)
            let facts = try DeliveryParser.parse(topic: text, try Samples.body(name))
            #expect(topic.effect.gives(facts), "\(name) gave \(facts)")
        }
        // Shopify publishes no sample of this one.
        #expect(Set(Topic.allCases).subtracting(topics) == [.returnsProcess])
    }

    @Test func readsTheDocumentedOrderExactly() throws {
        let body = try Samples.fixture("docs/orders_create")
        let moment = try time("2022-01-01T00:00:00Z")
        let expected = OrderSnapshot(
            orderId: 820_982_911_946_154_508,
            createdAt: moment,
            updatedAt: moment,
            lines: [
                OrderLine(lineId: 487_817_672_276_298_554, sku: sku("SKU2006-001"), quantity: 1),
                OrderLine(lineId: 789_012_345_678_901_234, sku: sku("LENS-PROTECT-2YR"), quantity: 1),
                OrderLine(lineId: 890_123_456_789_012_345, sku: sku("CASE-LEATHER-PREM"), quantity: 1),
                OrderLine(lineId: 976_318_377_106_520_349, sku: sku("SKU2006-020"), quantity: 1),
                OrderLine(lineId: 315_789_986_012_684_393, sku: sku("SKU2006-035"), quantity: 1),
            ],
            refunds: []
        )
        for topic in Topic.allCases where topic.effect == .order {
            #expect(try DeliveryParser.parse(topic: topic.rawValue, body) == .order(expected))
        }
    }

    @Test func readsTheRefundsOfAnOrder() throws {
        let facts = try DeliveryParser.parse(topic: "orders/updated", try Samples.fixture("rest/order_2"))
        guard case .order(let order) = facts else { throw Unexpected(facts) }
        #expect(order.orderId == 450_789_469)
        #expect(order.createdAt == (try time("2008-01-10T16:00:00Z")))
        #expect(order.updatedAt == (try time("2025-07-02T16:30:48Z")))
        #expect(order.lines.map(\.quantity) == [1, 1, 1])
        let expected = Refund(
            refundId: 509_562_969,
            createdAt: try time("2025-07-02T16:29:59Z"),
            note: "it broke during shipping",
            lines: [
                RefundLine(lineId: 703_073_504, sku: sku("IPOD2008BLACK"), quantity: 1, restock: .legacyRestock),
                RefundLine(lineId: 466_157_049, sku: sku("IPOD2008GREEN"), quantity: 1, restock: .legacyRestock),
            ]
        )
        #expect(order.refunds == [expected])
    }

    @Test func takesTheOrderedQuantityNotTheCurrentOne() throws {
        let facts = try DeliveryParser.parse(topic: "orders/updated", try Samples.body("orders/updated.refunded"))
        guard case .order(let order) = facts else { throw Unexpected(facts) }
        #expect(order.lines.first?.quantity == 2)
        #expect(
            order.refunds.map(\.lines) == [
                [RefundLine(lineId: 487_817_672_276_298_554, sku: sku("TSHIRT-BLK-M"), quantity: 1, restock: .return)]
            ]
        )
    }

    @Test func readsARefundByItself() throws {
        let facts = try DeliveryParser.parse(topic: "refunds/create", try Samples.fixture("docs/refunds_create"))
        guard case .refund(let orderId, let refund) = facts else { throw Unexpected(facts) }
        #expect(orderId == 820_982_911_946_154_508)
        #expect(refund.refundId == 890_088_186_047_892_319)
        #expect(refund.note == "Things were damaged")
        #expect(
            refund.lines.prefix(2) == [
                RefundLine(lineId: 487_817_672_276_298_554, sku: sku("SKU2006-001"), quantity: 1, restock: .noRestock),
                RefundLine(
                    lineId: 789_012_345_678_901_234,
                    sku: sku("LENS-PROTECT-2YR"),
                    quantity: 1,
                    restock: .noRestock
                ),
            ]
        )
    }

    @Test func readsEditsAndDeletions() throws {
        #expect(
            try DeliveryParser.parse(topic: "orders/edited", try Samples.fixture("docs/orders_edited"))
                == .orderEdited(
                    OrderEdit(
                        orderId: 820_982_911_946_154_508,
                        committedAt: try time("2022-01-01T00:00:00Z"),
                        additions: [OrderEdit.Addition(lineId: 78_643_924_236_718_240, quantity: 1)]
                    )
                )
        )
        #expect(
            try parse("orders/delete", #"{"id":820982911946154508}"#) == .orderDeleted(orderId: 820_982_911_946_154_508)
        )
        #expect(try parse("products/delete", #"{"id":7}"#) == .productDeleted(productId: 7))
        #expect(try parse("inventory_items/delete", #"{"id":8}"#) == .itemDeleted(inventoryItemId: 8))
        #expect(
            try parse("inventory_levels/disconnect", #"{"inventory_item_id":8,"location_id":9}"#)
                == .levelDisconnected(inventoryItemId: 8, locationId: 9)
        )
    }

    @Test func readsLevels() throws {
        let documented = LevelFacts(
            inventoryItemId: 271_878_346_596_884_015,
            locationId: 24_826_418,
            available: nil,
            updatedAt: try time("2022-01-01T00:00:00Z"),
            isConnect: false
        )
        #expect(
            try DeliveryParser.parse(
                topic: "inventory_levels/update",
                try Samples.fixture("docs/inventory_levels_update")
            ) == .level(documented)
        )
        let connected = try DeliveryParser.parse(
            topic: "inventory_levels/connect",
            try Samples.fixture("docs/inventory_levels_connect")
        )
        guard case .level(let level) = connected else { throw Unexpected(connected) }
        #expect(level.isConnect)

        let pair = try JSONTree(try Samples.fixture("inventory_levels_update_pair"))
        guard case .array(let deliveries) = pair else { throw Unexpected(pair) }
        let updates = try deliveries.map { try DeliveryParser.parse(topic: "inventory_levels/update", try $0.bytes) }
        let expected = try ["2026-03-16T08:35:06Z", "2026-03-16T08:35:10Z"].map {
            DeliveryFacts.level(
                LevelFacts(
                    inventoryItemId: 48_513_488_879_793,
                    locationId: 75_596_366_001,
                    available: 0,
                    updatedAt: try time($0),
                    isConnect: false
                )
            )
        }
        #expect(updates == expected)
    }

    @Test func readsAnOversoldLevel() throws {
        let facts = try parse(
            "inventory_levels/update",
            #"{"inventory_item_id":1,"location_id":2,"available":-3,"updated_at":"2026-01-01T00:00:00Z"}"#
        )
        guard case .level(let level) = facts else { throw Unexpected(facts) }
        #expect(level.available == -3)
    }

    @Test func readsItemsAndProducts() throws {
        let facts = try DeliveryParser.parse(
            topic: "inventory_items/update",
            try Samples.fixture("docs/inventory_items_update")
        )
        let item = ItemFacts(
            inventoryItemId: 271_878_346_596_884_015,
            sku: sku("example-sku"),
            isTracked: true,
            updatedAt: try time("2022-01-01T00:00:00Z")
        )
        #expect(facts == .item(item))
        // The documented product has variants without items.
        #expect(
            try DeliveryParser.parse(topic: "products/update", try Samples.fixture("docs/products_update"))
                == .product(ProductFacts(productId: 788_032_119_674_292_922, items: [], isComplete: true))
        )
        let ours = try DeliveryParser.parse(topic: "products/update", try Samples.body("products/update"))
        guard case .product(let product) = ours else { throw Unexpected(ours) }
        #expect(product.items.map(\.sku) == [sku("TSHIRT-BLK-S"), sku("TSHIRT-BLK-M")])
        #expect(product.items.map(\.inventoryItemId) == [271_878_346_596_884_015, 271_878_346_596_884_032])
        #expect(product.isComplete)
    }

    @Test func knowsAProductWithMoreVariantsThanItCarries() throws {
        let facts = try parse(
            "products/update",
            #"{"id":1,"variants":[{"inventory_item_id":2,"sku":""}],"variant_gids":[{},{}]}"#
        )
        let item = ItemFacts(inventoryItemId: 2, sku: nil, isTracked: nil, updatedAt: nil)
        #expect(facts == .product(ProductFacts(productId: 1, items: [item], isComplete: false)))
    }

    @Test func readsCompliance() throws {
        let customer = CustomerFacts(
            customerId: 191_167,
            contacts: ["john@example.com", "555-625-1199"],
            orderIds: [299_938, 280_263, 220_458]
        )
        #expect(
            try DeliveryParser.parse(
                topic: "customers/data_request",
                try Samples.fixture("docs/customers_data_request")
            ) == .dataRequest(customer)
        )
        #expect(
            try DeliveryParser.parse(topic: "customers/redact", try Samples.fixture("docs/customers_redact"))
                == .customerRedact(customer)
        )
        let bare = #"{"customer":{"id":5,"email":null},"orders_to_redact":null}"#
        #expect(
            try parse("customers/redact", bare)
                == .customerRedact(CustomerFacts(customerId: 5, contacts: [], orderIds: []))
        )
        var shown = ""
        dump(customer, to: &shown)
        #expect(!"\(customer)\(customer as Any)\(shown)".contains("john@example.com"))
    }

    @Test func normalisesSKUs() throws {
        // "Ä" as one scalar and as two.
        func lines(_ sku: String) throws -> [OrderLine] {
            let facts = try parse(
                "orders/create",
                #"""
                {"id":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z",
                 "line_items":[{"id":2,"sku":"\#(sku)","quantity":1}]}
                """#
            )
            guard case .order(let order) = facts else { throw Unexpected(facts) }
            return order.lines
        }
        #expect(try lines("A\u{308}") == lines("Ä"))
        #expect(try lines(#"\u0041\u0308"#) == lines("Ä"))
        #expect(try lines("")[0].sku == nil)
    }

    @Test func anUnknownTopicIsAnyJSON() throws {
        #expect(try parse("carts/update", "[1]") == .unknownTopic)
        #expect(throws: UnreadableDelivery.self) { try parse("carts/update", "[1") }
    }

    @Test(arguments: ["", "{", "nonsense", #"{"id":1}x"#, "{\"id\":\u{1}}"])
    func whatIsNotJSONIsNeverQuarantined(body: String) {
        for topic in Topic.allCases {
            let error = #expect(throws: UnreadableDelivery.self) { try parse(topic.rawValue, body) }
            guard case .notJSON = error else {
                Issue.record("\(topic): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func aWrongValueBeforeBrokenJSONIsBrokenJSON() {
        let error = #expect(throws: UnreadableDelivery.self) { try parse("orders/delete", #"{"id":"x"} trailing"#) }
        guard case .notJSON = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: UnreadableDelivery.self) { try parse("orders/create", #"{"x":\#(deep)}"#) }
    }

    private func parse(_ topic: String?, _ body: String) throws -> DeliveryFacts {
        try DeliveryParser.parse(topic: topic, Array(body.utf8))
    }
}

struct Unexpected: Error {
    let value: String

    init(_ value: Any) {
        self.value = "\(value)"
    }
}

extension Topic.Effect {
    func gives(_ facts: DeliveryFacts) -> Bool {
        switch (self, facts) {
        case (.order, .order), (.refund, .refund), (.orderEdited, .orderEdited), (.orderDeleted, .orderDeleted),
            (.level, .level), (.levelDisconnected, .levelDisconnected), (.item, .item), (.itemDeleted, .itemDeleted),
            (.product, .product), (.productDeleted, .productDeleted), (.dataRequest, .dataRequest),
            (.customerRedact, .customerRedact), (.shopRedact, .shopRedact), (.uninstalled, .uninstalled),
            (.none, .noEffect):
            true
        default:
            false
        }
    }
}
