import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Shopify
import Sync
import Testing

/// Levels, catalogue and orders of a shop, over HTTP.
struct ShopifyReadingTests {
    @Test func readsLiveLevels() async throws {
        let clock = ManualClock("2026-11-21T09:30:00.700Z")
        try await OpenShop.with(clock: clock.now) { open in
            clock.advance(seconds: 5)
            try open.shop.edit("MUG-WHITE", to: 11)
            clock.advance(seconds: 5)
            let reading = try await open.gateway.readLevels([open.itemId("MUG-WHITE"), 404, open.itemId("CAP-NAVY")])
            #expect(reading.readAt == Timestamp(iso8601: "2026-11-21T09:30:10Z"))
            #expect(
                reading.entries == [
                    LevelReading.Entry(
                        inventoryItemId: open.itemId("MUG-WHITE"),
                        sku: SKU(stored: "MUG-WHITE"),
                        available: 11,
                        updatedAt: Timestamp(iso8601: "2026-11-21T09:30:05Z")
                    ),
                    LevelReading.Entry(inventoryItemId: 404, sku: nil, available: nil, updatedAt: nil),
                    LevelReading.Entry(
                        inventoryItemId: open.itemId("CAP-NAVY"),
                        sku: SKU(stored: "CAP-NAVY"),
                        available: 35,
                        updatedAt: Timestamp(iso8601: "2026-11-21T09:30:00Z")
                    ),
                ]
            )
        }
    }

    @Test func whatIsStockedElsewhereHasNoLevelHere() async throws {
        try await OpenShop.with(locationId: 5) { open in
            let reading = try await open.gateway.readLevels([open.itemId("MUG-WHITE")])
            #expect(reading.entries.map(\.available) == [nil])
            #expect(reading.entries.map(\.sku) == [SKU(stored: "MUG-WHITE")])
        }
    }

    @Test func pagesTheCatalogue() async throws {
        try await OpenShop.with(pageLimit: 5) { open in
            var entries: [LevelReading.Entry] = []
            var pages = 0
            var cursor: String?
            repeat {
                let page = try await open.gateway.catalogPage(after: cursor)
                entries += page.reading.entries
                cursor = page.next
                pages += 1
            } while cursor != nil
            #expect(pages == 3)
            let expected = DemoCatalogue.items.map { "\($0.sku) \($0.inventoryItemId) \($0.stock)" }
            #expect(
                Set(entries.map { "\($0.sku?.value ?? "") \($0.inventoryItemId) \($0.available ?? -1)" })
                    == Set(expected)
            )
            #expect(entries.count == expected.count)
        }
    }

    @Test(arguments: [250, 1])
    func readsOrdersUpdatedSince(pageLimit: Int) async throws {
        let clock = ManualClock("2026-11-21T09:00:00Z")
        try await OpenShop.with(pageLimit: pageLimit, clock: clock.now) { open in
            let old = try open.shop.sell([("CAP-NAVY", 1)])
            clock.advance(seconds: 60)
            let plain = try open.shop.sell([("MUG-WHITE", 2), ("POSTER-A2", 1), ("CAP-NAVY", 3)])
            clock.advance(seconds: 60)
            try open.shop.refund(plain, sku: "CAP-NAVY", quantity: 1, restock: .noRestock, note: "Arrived damaged")
            clock.advance(seconds: 60)
            let cancelled = try open.shop.sell([("TOTE-CANVAS", 1), ("MUG-WHITE", 1)])
            clock.advance(seconds: 1)
            try open.shop.cancel(cancelled)

            let since = try #require(Timestamp(iso8601: "2026-11-21T09:02:00.900Z"))
            var orders: [OrderSnapshot] = []
            var cursor: String?
            repeat {
                let page = try await open.gateway.ordersPage(updatedSince: since, after: cursor)
                orders += page.orders
                cursor = page.next
            } while cursor != nil

            #expect(orders.map(\.orderId) == [plain, cancelled])
            #expect(orders[0].createdAt == Timestamp(iso8601: "2026-11-21T09:01:00Z"))
            #expect(orders[0].updatedAt == since.adding(milliseconds: -900))
            #expect(orders[0].lines.map(\.sku?.value) == ["MUG-WHITE", "POSTER-A2", "CAP-NAVY"])
            #expect(orders[0].lines.map(\.quantity) == [2, 1, 3])
            #expect(orders[0].refunds.map(\.note) == ["Arrived damaged"])
            #expect(
                orders[0].refunds[0].lines == [
                    RefundLine(
                        lineId: orders[0].lines[2].lineId,
                        sku: SKU(stored: "CAP-NAVY"),
                        quantity: 1,
                        restock: .noRestock
                    )
                ]
            )
            #expect(orders[1].refunds.flatMap(\.lines).map(\.restock) == [.cancel, .cancel])
            #expect(try await open.gateway.order(old)?.lines.map(\.quantity) == [1])
            #expect(try await open.gateway.order(plain) == orders[0])
            #expect(try await open.gateway.order(1) == nil)
        }
    }

    @Test func anOrderThatChangesBetweenItsPagesIsBegunAnew() async throws {
        let clock = ManualClock("2026-11-21T09:00:00Z")
        let requests = NIOLockedValueBox(0)
        let shop = NIOLockedValueBox<(shop: SandboxShop, orderId: Int64)?>(nil)
        // The shop asks for the time at each request: the third one is the second page.
        let counting: SandboxClock = {
            let number = requests.withLockedValue { count -> Int in
                count += 1
                return count
            }
            if number == 2, let (shop, orderId) = shop.withLockedValue({ $0 }) {
                clock.advance(seconds: 5)
                do {
                    try shop.refund(orderId, sku: "CAP-NAVY", quantity: 1, restock: .return)
                } catch {
                    Issue.record(error)
                }
            }
            return clock.now()
        }
        try await OpenShop.with(pageLimit: 2, clock: counting) { open in
            let orderId = try open.shop.sell([("MUG-WHITE", 2), ("POSTER-A2", 1), ("CAP-NAVY", 3)])
            shop.withLockedValue { $0 = (open.shop, orderId) }
            requests.withLockedValue { $0 = 0 }
            let order = try #require(try await open.gateway.order(orderId))
            #expect(order.lines.count == 3)
            #expect(order.refunds.count == 1)
            #expect(order.updatedAt == Timestamp(iso8601: "2026-11-21T09:00:05Z"))
        }
    }
}
