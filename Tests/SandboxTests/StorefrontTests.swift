import Testing

@testable import Sandbox

struct StorefrontTests {
    @Test func aSaleIsToldAsShopifyTellsIt() async throws {
        try await withShop { shop, receiver, _ in
            let orderId = try shop.sell([("TSHIRT-BLK-M", 2), ("MUG-WHITE", 1)])
            let deliveries = try await receiver.wait(for: 4)
            #expect(
                receiver.topics() == [
                    "inventory_levels/update", "inventory_levels/update", "orders/create", "orders/paid",
                ]
            )
            #expect(deliveries.allSatisfy { $0.isSigned && $0.shop == "demo-north.myshopify.com" })
            #expect(Set(deliveries.map(\.webhookId)).count == 4)
            // One action of a customer: one event.
            #expect(Set(deliveries.map(\.eventId)).count == 1)

            let order = try #require(deliveries.first { $0.topic == "orders/create" })
            #expect((5_000...15_000).contains(order.size), "\(order.size) bytes")
            #expect(order.body["id"].number == orderId)
            #expect(order.body["admin_graphql_api_id"].text == "gid://shopify/Order/\(orderId)")
            #expect(order.body["line_items"].elements?.map { $0["sku"].text } == ["TSHIRT-BLK-M", "MUG-WHITE"])
            #expect(order.body["line_items"].elements?.map { $0["quantity"].number } == [2, 1])
            #expect(order.body["subtotal_price"].text == "52.48")
            #expect(order.body["total_price"].text == "62.48")
            #expect(order.body["financial_status"].text == "paid")
            let paid = try #require(deliveries.first { $0.topic == "orders/paid" })
            #expect(paid.body == order.body)

            let levels = deliveries.filter { $0.topic == "inventory_levels/update" }.map(\.body)
            #expect(Set(levels.map { $0["available"].number }) == [58, 79])
            #expect(levels.allSatisfy { $0["location_id"].number == DemoCatalogue.locationId })
            #expect(shop.levels()["TSHIRT-BLK-M"] == 58)
        }
    }

    @Test func aLineNamedTwiceMovesItsLevelOnce() async throws {
        try await withShop { shop, receiver, _ in
            try shop.sell([("MUG-WHITE", 2), ("MUG-WHITE", 3)])
            let deliveries = try await receiver.wait(for: 3)
            let levels = deliveries.filter { $0.topic == "inventory_levels/update" }
            #expect(levels.map { $0.body["available"].number } == [75])
        }
    }

    @Test func aRefundIsTold() async throws {
        try await withShop { shop, receiver, _ in
            let orderId = try shop.sell([("MUG-WHITE", 3)])
            _ = try await receiver.wait(for: 3)
            try shop.refund(orderId, sku: "MUG-WHITE", quantity: 2, restock: .return, note: "Changed mind")
            let deliveries = try await receiver.wait(for: 6).dropFirst(3)
            #expect(
                deliveries.map(\.topic).sorted() == ["inventory_levels/update", "orders/updated", "refunds/create"]
            )
            let refund = try #require(deliveries.first { $0.topic == "refunds/create" }).body
            #expect(refund["order_id"].number == orderId)
            #expect(refund["note"].text == "Changed mind")
            let line = try #require(refund["refund_line_items"].elements?.first)
            #expect(line["restock_type"].text == "return")
            #expect(line["quantity"].number == 2)
            #expect(line["subtotal"] == .decimal("25.00"))
            #expect(line["line_item"]["sku"].text == "MUG-WHITE")
            let order = try #require(deliveries.first { $0.topic == "orders/updated" }).body
            #expect(order["refunds"].elements?.first == refund)
            #expect(order["line_items"].elements?.first?["current_quantity"].number == 1)
            #expect(order["line_items"].elements?.first?["quantity"].number == 3)
            #expect(order["financial_status"].text == "partially_refunded")
            #expect(shop.levels()["MUG-WHITE"] == 79)
        }
    }

    @Test func damagedGoodsStayAway() async throws {
        try await withShop { shop, receiver, _ in
            let orderId = try shop.sell([("MUG-WHITE", 1)])
            _ = try await receiver.wait(for: 3)
            try shop.refund(orderId, sku: "MUG-WHITE", quantity: 1, restock: .noRestock, note: "Arrived damaged")
            let deliveries = try await receiver.wait(for: 5).dropFirst(3)
            #expect(deliveries.map(\.topic).sorted() == ["orders/updated", "refunds/create"])
            #expect(shop.levels()["MUG-WHITE"] == 79)
            #expect(shop.openOrders() == [])
        }
    }

    @Test func aCancellationGivesEverythingBack() async throws {
        try await withShop { shop, receiver, _ in
            let orderId = try shop.sell([("MUG-WHITE", 2), ("CAP-NAVY", 1)])
            try shop.refund(orderId, sku: "MUG-WHITE", quantity: 1, restock: .return)
            _ = try await receiver.wait(for: 7)
            try shop.cancel(orderId)
            let deliveries = try await receiver.wait(for: 11).dropFirst(7)
            #expect(
                deliveries.map(\.topic).sorted() == [
                    "inventory_levels/update", "inventory_levels/update", "orders/cancelled", "refunds/create",
                ]
            )
            let order = try #require(deliveries.first { $0.topic == "orders/cancelled" }).body
            #expect(order["cancelled_at"].text != nil)
            #expect(order["refunds"].elements?.count == 2)
            #expect(shop.levels()["MUG-WHITE"] == 80)
            #expect(shop.levels()["CAP-NAVY"] == 35)
            #expect(throws: SandboxRefusal.nothingLeft(orderId)) { try shop.cancel(orderId) }
        }
    }

    @Test func anEditIsTold() async throws {
        try await withShop { shop, receiver, _ in
            try shop.edit("MUG-WHITE", to: 7)
            let deliveries = try await receiver.wait(for: 1)
            #expect(deliveries[0].body["available"].number == 7)
            // Nothing changes, so nobody is told: the next delivery is the one after.
            try shop.edit("MUG-WHITE", to: 7)
            try shop.edit("MUG-WHITE", to: 8)
            #expect(try await receiver.wait(for: 2)[1].body["available"].number == 8)
        }
    }

    @Test func refusesWhatCannotBe() async throws {
        try await withShop { shop, _, _ in
            #expect(throws: SandboxRefusal.outOfStock(sku: "POSTER-A2", available: 25)) {
                try shop.sell([("POSTER-A2", 20), ("POSTER-A2", 6)])
            }
            #expect(throws: SandboxRefusal.noSuchItem("GHOST")) { try shop.sell([("GHOST", 1)]) }
            #expect(throws: SandboxRefusal.invalidQuantity(0)) { try shop.sell([("MUG-WHITE", 0)]) }
            #expect(throws: SandboxRefusal.invalidQuantity(0)) { try shop.sell([]) }
            #expect(throws: SandboxRefusal.noSuchOrder(1)) { try shop.cancel(1) }
            let orderId = try shop.sell([("POSTER-A2", 2)])
            #expect(throws: SandboxRefusal.nothingLeft(orderId)) {
                try shop.refund(orderId, sku: "POSTER-A2", quantity: 3, restock: .return)
            }
            #expect(shop.levels()["POSTER-A2"] == 23)
            try shop.sell([("POSTER-A2", 30)], overselling: true)
            #expect(shop.levels()["POSTER-A2"] == -7)
        }
    }

    @Test func timesAreWholeSecondsAndNeverGoBack() async throws {
        let time = ManualTime(1_795_253_400_700)
        try await withShop(clock: time.clock) { shop, receiver, _ in
            try shop.edit("MUG-WHITE", to: 7)
            time.set(1_795_253_390_000)
            try shop.edit("MUG-WHITE", to: 8)
            let times = try await receiver.wait(for: 2).map { $0.body["updated_at"].text }
            #expect(times == ["2026-11-21T04:30:00-05:00", "2026-11-21T04:30:00-05:00"])
        }
    }
}
