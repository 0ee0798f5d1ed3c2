import Inventory
import Sync
import Testing

@testable import Sandbox
@testable import Shopify

/// What the sandbox shop sends is read as what happened in it.
struct SandboxBodiesTests {
    private let bodies: WebhookBodies
    private let now = ShopTime(milliseconds: 1_795_253_400_700)

    init() throws {
        bodies = try WebhookBodies()
    }

    private func state() -> ShopState {
        ShopState(
            domain: "demo-north.myshopify.com",
            locationId: DemoCatalogue.locationId,
            items: DemoCatalogue.items,
            bucket: ThrottleBucket(maximum: 1, restorePerSecond: 1),
            now: now
        )
    }

    private func facts(_ change: ShopChange) throws -> [DeliveryFacts] {
        switch change {
        case .order(let order, let topics):
            let body = bodies.order(order, locationId: DemoCatalogue.locationId).bytes
            return try topics.map { try DeliveryParser.parse(topic: $0, body) }
        case .refund(let refund, let order):
            let body = bodies.refund(refund, of: order, locationId: DemoCatalogue.locationId).bytes
            return [try DeliveryParser.parse(topic: "refunds/create", body)]
        case .edit(let order, let edit):
            return [try DeliveryParser.parse(topic: "orders/edited", bodies.edit(edit, of: order).bytes)]
        case .level(let itemId, let locationId, let available, let updatedAt):
            let body = bodies.level(
                itemId: itemId,
                locationId: locationId,
                available: available,
                updatedAt: updatedAt
            )
            return [try DeliveryParser.parse(topic: "inventory_levels/update", body.bytes)]
        }
    }

    @Test func ordersRefundsAndLevelsAreReadAsTheyHappened() throws {
        var shop = state()
        let (order, sold) = try shop.placeOrder(
            [("MUG-WHITE", 3), ("TSHIRT-BLK-S", 2)],
            overselling: false,
            at: now
        )
        let mug = order.lines[0]
        let returned = try shop.refund(
            order.orderId,
            [(mug.lineId, 1, .return), (order.lines[1].lineId, 1, .noRestock)],
            note: "Arrived damaged",
            at: ShopTime(milliseconds: now.milliseconds + 5000)
        )
        var merged = OrderState(orderId: order.orderId)
        for change in sold + returned {
            for facts in try facts(change) {
                switch facts {
                case .order(let snapshot): _ = merged.merge(snapshot)
                case .refund(let orderId, let refund):
                    #expect(orderId == order.orderId)
                    _ = merged.merge(refund)
                case .level(let level):
                    #expect(level.locationId == DemoCatalogue.locationId)
                    #expect(level.available == shop.levels[level.inventoryItemId]?.available || level.available == 77)
                default: Issue.record("\(facts)")
                }
            }
        }
        #expect(merged.createdAt == Timestamp(iso8601: "2026-11-21T09:30:00Z"))
        #expect(merged.updatedAt == Timestamp(iso8601: "2026-11-21T09:30:05Z"))
        #expect(merged.consumed == [SKU(stored: "MUG-WHITE"): 2, SKU(stored: "TSHIRT-BLK-S"): 2])
        #expect(merged.refunds.map(\.note) == ["Arrived damaged"])
    }

    @Test func aCancelledOrderHoldsNothing() throws {
        var shop = state()
        let (order, _) = try shop.placeOrder([("MUG-WHITE", 3)], overselling: false, at: now)
        let cancelled = try shop.cancel(order.orderId, restock: true, at: now)
        guard case .order(let snapshot) = try #require(try cancelled.flatMap(facts).first(where: \.isOrder)) else {
            throw Unexpected("no order")
        }
        var merged = OrderState(orderId: order.orderId)
        _ = merged.merge(snapshot)
        #expect(merged.consumed == [:])
    }
}

extension DeliveryFacts {
    fileprivate var isOrder: Bool {
        if case .order = self { true } else { false }
    }
}
