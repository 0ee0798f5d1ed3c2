import Inventory
import Sync
import SyncTesting
import Testing

@Suite("The first import of a shop, and the baselines that it sets")
struct FirstImportTests {
    let stock: [(String, Int64)] = [("A", 10), ("B", 5), ("TWICE", 3), ("TWICE", 4), ("C", 0)]

    @Test("Takes what nobody has counted, lists where tracked ones differ, and leaves doubled SKUs alone")
    func imports() async throws {
        try await withShop(stock) { shop in
            try await shop.bench.count("B", 8)
            let report = try await shop.importCatalogue()
            #expect(report.checkedItems == 5 && report.trackedItems == 2)
            #expect(report.duplicates == [SKU(stored: "TWICE")])
            #expect(report.differences.map(\.sku.value) == ["B"])
            #expect(report.differences.first?.expected == 8 && report.differences.first?.live == 5)
            #expect(try await shop.bench.physical("A") == 10)
            #expect(try await shop.bench.physical("C") == 0)
            #expect(try await shop.bench.level("TWICE")?.tracked != true)
            #expect(try await shop.bench.alerts(.duplicateSKU).count == 1)
            try await shop.rest()
            #expect(shop.shop.shows(2) == 8, "what was counted is written")
            #expect(shop.shop.shows(3) == 3 && shop.shop.shows(4) == 4, "a doubled SKU is never written")
            let first = try await shop.movements("A").first
            #expect(first?.kind == .import && first?.note == "first count, taken from shop")
        }
    }

    @Test("A dry run says the same and changes nothing")
    func dryRun() async throws {
        try await withShop(stock) { shop in
            try await shop.bench.count("B", 8)
            let dry = try await shop.importCatalogue(dryRun: true)
            #expect(try await shop.bench.level("A") == nil)
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            let real = try await shop.importCatalogue()
            #expect(dry.trackedItems == real.trackedItems && dry.duplicates == real.duplicates)
            #expect(dry.differences == real.differences && dry.checkedItems == real.checkedItems)
        }
    }

    @Test("A doubled SKU is tracked once one item remains; its orders count as always once it is")
    func duplicateResolved() async throws {
        try await withShop(stock) { shop in
            try await shop.importCatalogue()
            _ = try await shop.bench.take(.itemDeleted(inventoryItemId: 4), topic: "inventory_items/delete")
            shop.shop.act { $0.remove(4) }
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            try await shop.importCatalogue()
            #expect(try await shop.bench.physical("TWICE") == 3)
            shop.shop.act { _ = $0.sell(3, 1) }
            try await shop.deliver()
            #expect(try await shop.bench.physical("TWICE") == 2)
        }
    }

    @Test("Orders up to the second of the reading are in it, known or not; what happens to them later moves stock")
    func baseline() async throws {
        try await withShop { shop in
            let order = shop.shop.act { $0.sell(1, 3) }
            let late = shop.shop.takeNews()
            shop.pass(5)
            try await shop.importCatalogue()
            #expect(try await shop.bench.physical("A") == 7)
            for case .order(let snapshot) in late { _ = try await shop.bench.take(.order(snapshot)) }
            #expect(try await shop.bench.physical("A") == 7, "it was in the reading")
            shop.pass(60)
            shop.shop.act { $0.refund(2, of: order, 1, .return) }
            try await shop.deliver()
            #expect(try await shop.bench.physical("A") == 9)
            try await shop.rest()
            #expect(try await shop.isAtRest(["A"]))
        }
    }

    @Test("A reading of the very second is made again, so that a sale of that second is in it once")
    func tooRecent() async throws {
        try await withShop { shop in
            shop.shop.act { _ = $0.sell(1, 3) }
            try await shop.importCatalogue()
            #expect(shop.shop.calls.readings == 1, "the page came too early")
            #expect(try await shop.bench.physical("A") == 7)
            try await shop.deliver()
            #expect(try await shop.bench.physical("A") == 7)
            shop.pass(5)
            shop.shop.act { _ = $0.sell(1, 1) }
            try await shop.deliver()
            #expect(try await shop.bench.physical("A") == 6)
        }
    }

    @Test("A crash between any two steps: the import is called again and ends in the same stock")
    func crashes() async throws {
        var survived = false
        var halves = 1
        while !survived {
            try await withShop(stock) { shop in
                try await shop.bench.count("B", 8)
                survived = try await dies { try await shop.dying(after: halves).importCatalogue() } == false
                shop.shop.act { _ = $0.sell(1, 1) }
                try await shop.deliver()
                try await shop.importCatalogue()
                shop.shop.act { _ = $0.sell(2, 1) }
                try await shop.deliver()
                try await shop.rest()
                #expect(try await shop.bench.physical("A") == 9, "after \(halves) halves")
                #expect(try await shop.bench.physical("B") == 7, "after \(halves) halves")
                #expect(shop.shop.shows(1) == 9 && shop.shop.shows(2) == 7)
            }
            halves += 1
        }
        #expect(halves > 8, "there were steps to die between")
    }
}

/// Whether `act` died of the crash that was meant to come.
func dies(_ act: () async throws -> Void) async throws -> Bool {
    do {
        try await act()
        return false
    } catch is CrashingStore.Crash {
        return true
    }
}
