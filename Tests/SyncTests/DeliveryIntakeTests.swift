import Inventory
import Sync
import SyncTesting
import Testing

@Suite("Taking deliveries in")
struct DeliveryIntakeTests {
    @Test("An order takes its units once, whatever id it comes under")
    func onceOnly() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let order = try bench.order(1, [("A", 3)])
            #expect(try await bench.take(order, id: "one") == .applied)
            #expect(try await bench.take(order, id: "one") == .duplicate)
            #expect(try await bench.take(order, id: "two", topic: "orders/paid") == .applied)
            #expect(try await bench.physical("A") == 7)
        }
    }

    @Test("Twenty deliveries of one webhook at once are one")
    func concurrentDuplicates() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let order = try bench.order(1, [("A", 1)])
            let statuses = try await withThrowingTaskGroup(of: TransactionRecord.Status.self) { group in
                for _ in 0..<20 { group.addTask { try await bench.take(order, id: "same") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .applied } == 1)
            #expect(statuses.count { $0 == .duplicate } == 19)
            #expect(try await bench.physical("A") == 9)
        }
    }

    @Test("After 30 days a webhook id counts as never seen, but the order's state still holds")
    func expiry() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let order = try bench.order(1, [("A", 1)])
            _ = try await bench.take(order, id: "one")
            bench.clock.advance(by: .seconds(30 * 86_400 + 1))
            #expect(try await bench.take(order, id: "one") == .applied)
            #expect(try await bench.physical("A") == 9)
        }
    }

    @Test("An order for an untracked SKU is kept, moves nothing and asks once")
    func untracked() async throws {
        try await withBench { bench in
            try await bench.addShop()
            _ = try await bench.take(try bench.order(1, [("A", 2)]))
            _ = try await bench.take(try bench.order(2, [("A", 2)]))
            #expect(try await bench.level("A")?.tracked == false)
            #expect(try await bench.physical("A") == 0)
            let alerts = try await bench.alerts(.unknownSKU)
            #expect(alerts.map(\.occurrences) == [2])
            try await bench.count("A", 5)
            #expect(try await bench.alerts(.unknownSKU).isEmpty)
        }
    }

    @Test("Every refund line is a return; its stock effect and the refund's are one", arguments: RestockType.allCases)
    func refunds(type: RestockType) async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let refund = try bench.refund(5, "A", type)
            _ = try await bench.take(try bench.order(1, [("A", 2)]))
            _ = try await bench.take(.refund(orderId: 1, refund), topic: "refunds/create")
            _ = try await bench.take(try bench.order(1, [("A", 2)], updated: 9, refunds: [refund]))
            #expect(try await bench.physical("A") == (type.isRestocked ? 9 : 8))
            let returns = try await bench.store.returns(Bench.tenant, ReturnFilter(), PageRequest()).items
            #expect(returns.map(\.disposition) == [type.isRestocked ? .sellable : .unsellable])
            #expect(try await bench.alerts(type.isRestocked ? .returnReceived : .returnDamaged).count == 1)
        }
    }

    @Test("Goods that a refund's note calls damaged are DAMAGED")
    func damagedGoods() async throws {
        try await withBench { bench in
            try await bench.addShop()
            let refund = try bench.refund(5, "A", .noRestock, note: "Arrived DAMAGED")
            _ = try await bench.take(.refund(orderId: 1, refund), topic: "refunds/create")
            let returns = try await bench.store.returns(Bench.tenant, ReturnFilter(), PageRequest()).items
            #expect(returns.map(\.disposition) == [.damaged])
        }
    }

    @Test("Stock alerts come and go with the level, in the commit of their cause")
    func stockAlerts() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 11)
            #expect(try await bench.alerts(.stockLow).isEmpty)
            for id in 1...12 as ClosedRange<Int64> { _ = try await bench.take(try bench.order(id, [("A", 1)])) }
            #expect(try await bench.physical("A") == -1)
            for type in [AlertType.stockLow, .stockOut, .oversold] {
                #expect(try await bench.alerts(type).map(\.occurrences) == [1], "\(type)")
            }
            try await bench.count("A", 50)
            try await bench.count("A", 5)
            let low = try await bench.alerts(.stockLow, state: nil)
            #expect(low.map(\.occurrences) == [2], "the same row, reopened")
            #expect(try await bench.alerts(.oversold).isEmpty)
        }
    }

    @Test("What cannot be read is kept whole and applied once it can be")
    func quarantine() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let delivery = bench.delivery("q", "orders/create")
            #expect(try await bench.intake.quarantine(delivery, body: [1, 2], reason: "id").status == .quarantined)
            #expect(try await bench.intake.quarantine(delivery, body: [1, 2], reason: "id").status == .duplicate)
            #expect(try await bench.alerts(.webhookQuarantined).count == 1)
            let held = try #require(try await bench.store.quarantine(Bench.tenant, PageRequest()).items.first)
            #expect(held.body == [1, 2])
            await #expect(throws: DomainError.self) {
                try await bench.intake.replay(
                    Bench.tenant,
                    quarantineId: held.quarantineId,
                    reader: FixedReader(facts: nil)
                )
            }
            let reader = FixedReader(facts: try bench.order(1, [("A", 4)]))
            let answer = try await bench.intake.replay(Bench.tenant, quarantineId: held.quarantineId, reader: reader)
            #expect(answer.status == .applied)
            #expect(try await bench.physical("A") == 6)
            #expect(try await bench.store.quarantine(Bench.tenant, PageRequest()).items.isEmpty)
            #expect(try await bench.alerts(.webhookQuarantined).isEmpty)
            #expect(try await bench.store.transaction(Bench.tenant, txId: "q")?.status == .applied)
        }
    }

    @Test("An uninstall pauses every channel of the shop")
    func uninstall() async throws {
        try await withBench { bench in
            try await bench.addShop()
            #expect(try await bench.take(.uninstalled, topic: "app/uninstalled") == .applied)
            #expect(try await bench.store.channel(Bench.tenant, Bench.shop)?.pause == .uninstalled)
            #expect(try await bench.alerts(.channelPaused).count == 1)
        }
    }

    @Test("A customer's quarantined bodies and notes are found, and erased for good")
    func redaction() async throws {
        try await withBench { bench in
            try await bench.addShop()
            let refund = try bench.refund(5, "A", .cancel, note: "call Jane")
            _ = try await bench.take(.refund(orderId: 1, refund), topic: "refunds/create")
            let body = Array(#"{"email":"jane@example.com"}"#.utf8)
            _ = try await bench.intake.quarantine(bench.delivery("q", "orders/create"), body: body, reason: "id")
            _ = try await bench.intake.quarantine(bench.delivery("r", "orders/create"), body: [7], reason: "id")
            let jane = CustomerFacts(customerId: 9, contacts: ["jane@example.com"], orderIds: [1])
            _ = try await bench.take(.dataRequest(jane), topic: "customers/data_request")
            _ = try await bench.take(.customerRedact(jane), topic: "customers/redact")
            let left = try await bench.store.quarantine(Bench.tenant, PageRequest()).items
            #expect(left.map(\.body) == [[7]])
            #expect(try await bench.store.returns(Bench.tenant, ReturnFilter(), PageRequest()).items[0].note == nil)
            let requests = try await bench.store.privacyRequests(Bench.tenant, PageRequest()).items
            #expect(requests.count == 2)
            #expect(requests.allSatisfy { !$0.outcome.contains("jane") })
        }
    }
}

struct FixedReader: DeliveryReader {
    let facts: DeliveryFacts?

    func facts(topic: String, body: [UInt8]) throws(UnreadableDelivery) -> DeliveryFacts {
        guard let facts else { throw .unexpected(path: "id", message: "missing") }
        return facts
    }
}
