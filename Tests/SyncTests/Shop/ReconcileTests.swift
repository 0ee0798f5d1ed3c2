import Inventory
import Sync
import SyncTesting
import Testing

@Suite("Reconciliation heals what webhooks did not tell")
struct ReconcileTests {
    let skus = ["A", "B", "C", "D", "E"]
    var stock: [(String, Int64)] { skus.map { ($0, 10) } }

    @Test("Missed orders are merged once, and the shop is only asked for what is new")
    func missedOrders() async throws {
        try await withShop(stock) { shop in
            try await shop.importCatalogue()
            try await shop.reconcile()
            shop.pass(3600)
            for item in 1...5 as ClosedRange<Int64> { shop.shop.act { _ = $0.sell(item, item) } }
            _ = shop.shop.takeNews()
            shop.pass(60)
            let before = shop.shop.calls
            let report = try await shop.reconcile()
            #expect(report.mergedOrders == 5 && report.checkedItems == 5)
            #expect(shop.shop.calls.orderPages - before.orderPages == 3)
            for (index, sku) in skus.enumerated() {
                #expect(try await shop.bench.physical(sku) == 10 - Int64(index + 1))
            }
            #expect(try await shop.isAtRest(skus), "an order that explains what the page shows leaves nothing in doubt")
            #expect(try await shop.reconcile().mergedOrders == 0)
            shop.pass(3600)
            shop.shop.act { _ = $0.sell(1, 1) }
            shop.pass(60)
            #expect(try await shop.reconcile().mergedOrders == 1)
            let asked = shop.shop.calls.orders
            try await shop.reconcile()
            #expect(shop.shop.calls.orders - asked == 1, "what was merged an hour ago is not asked for again")
            #expect(try await shop.channel().lastReconciledAt == shop.bench.clock.now)
        }
    }

    @Test("A doubled SKU is single again when the other item is gone and nobody said so, or was said to be back")
    func goneItem() async throws {
        try await withShop([("A", 10), ("TWICE", 3), ("TWICE", 4)]) { shop in
            try await shop.importCatalogue()
            try await shop.bench.count("TWICE", 5)
            try await shop.reconcile()
            #expect(try await shop.bench.alerts(.duplicateSKU).count == 1)
            shop.shop.act { $0.remove(3) }
            _ = shop.shop.takeNews()
            shop.pass(60)
            try await shop.reconcile(dryRun: true)
            #expect(try await shop.bench.alerts(.duplicateSKU).count == 1, "a dry run maps nothing")
            try await shop.reconcile()
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            #expect(try await shop.item("TWICE").inventoryItemId == 2)
            // What was sent before the item was deleted, and arrives after all.
            let late = ItemFacts(inventoryItemId: 3, sku: SKU(stored: "TWICE"), isTracked: true, updatedAt: nil)
            _ = try await shop.bench.take(.item(late), topic: "inventory_items/update")
            #expect(try await shop.bench.alerts(.duplicateSKU).count == 1)
            shop.pass(60)
            try await shop.reconcile()
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            try await shop.bench.count("TWICE", 7)
            try await shop.rest()
            #expect(shop.shop.shows(2) == 7, "it is told again")
        }
    }

    @Test("A dry run lists the differences and changes nothing")
    func dryRun() async throws {
        try await withShop(stock) { shop in
            try await shop.importCatalogue()
            shop.pass(60)
            shop.shop.act { $0.edit(2, by: -4) }
            shop.pass(60)
            let report = try await shop.reconcile(dryRun: true)
            #expect(report.differences.map(\.sku.value) == ["B"])
            #expect(report.differences.first?.unexplained == -4)
            #expect(report.differences.first?.action == .observe)
            #expect(try await shop.item("B").missing == 0)
            #expect(try await shop.channel().lastReconciledAt == nil)
        }
    }

    @Test("A difference that nobody explains settles as the channel's authority says", arguments: Authority.allCases)
    func unexplained(authority: Authority) async throws {
        try await withShop(stock, authority: authority) { shop in
            try await shop.importCatalogue()
            shop.pass(60)
            shop.shop.act { $0.edit(1, by: 4) }
            shop.shop.act { $0.edit(2, by: -4) }
            shop.pass(60)
            try await shop.reconcile()
            #expect(try await shop.item("A").surplus == 4)
            #expect(try await shop.item("B").missing == 4)
            #expect(try await shop.bench.level("B")?.suspense == 4, "in doubt, show less")
            try await shop.rest()
            #expect(try await shop.isAtRest(skus))
            let isAdopted = authority == .adopt
            #expect(try await shop.bench.physical("A") == (isAdopted ? 14 : 10))
            #expect(try await shop.bench.physical("B") == (isAdopted ? 6 : 10))
            #expect(try await shop.bench.alerts(isAdopted ? .driftAdopted : .driftCorrected).count == 2)
            #expect(try await shop.movements("A").contains { $0.kind == .adopted } == isAdopted)
        }
    }

    @Test(
        "A crash between any two steps costs no more than a page, and the pass that resumes ends as if there was none"
    )
    func crashes() async throws {
        var survived = false
        var halves = 1
        while !survived {
            try await withShop(stock) { shop in
                try await shop.importCatalogue()
                try await shop.reconcile()
                shop.pass(3600)
                for item in 1...5 as ClosedRange<Int64> { shop.shop.act { _ = $0.sell(item, item) } }
                shop.shop.act { $0.edit(5, by: -1) }
                _ = shop.shop.takeNews()
                shop.pass(60)
                let before = shop.shop.calls
                survived = try await dies { try await shop.dying(after: halves).reconcile(resuming: true) } == false
                let isCutShort = try await shop.channel().reconciliation.pass != nil
                if !survived { try await shop.reconcile(resuming: true) }
                let pages = shop.shop.calls.catalogPages - before.catalogPages
                #expect(pages <= (isCutShort ? 4 : 6), "three pages, and one again: \(pages) after \(halves) halves")
                #expect(try await shop.channel().reconciliation.pass == nil)
                #expect(try await shop.item("E").missing == 1, "after \(halves) halves")
                try await shop.rest()
                #expect(try await shop.isAtRest(skus), "after \(halves) halves")
                for (index, sku) in skus.enumerated() {
                    let edited: Int64 = sku == "E" ? 1 : 0
                    #expect(try await shop.bench.physical(sku) == 10 - Int64(index + 1) - edited)
                }
            }
            halves += 1
        }
        #expect(halves > 12, "there were steps to die between")
    }

    @Test("An item that the shop no longer stocks is let go of, and comes back with the next pass")
    func released() async throws {
        try await withShop(stock) { shop in
            try await shop.importCatalogue()
            let facts = DeliveryFacts.levelDisconnected(inventoryItemId: 1, locationId: 7)
            _ = try await shop.bench.take(facts, topic: "inventory_levels/disconnect")
            #expect(try await shop.item("A").expected == nil)
            shop.pass(60)
            let report = try await shop.reconcile()
            #expect(report.differences.first?.action == .reread, "a page may be older than a write")
            try await shop.rest()
            #expect(try await shop.isAtRest(skus))
        }
    }
}
