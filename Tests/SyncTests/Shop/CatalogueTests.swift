import Inventory
import Sync
import SyncTesting
import Testing

@Suite("Catalogues that change, told late or not at all")
struct CatalogueTests {
    /// A shop whose catalogue is imported, with nothing left to do.
    private func withRestingShop(
        _ stock: [(sku: String, available: Int64)],
        _ body: (ShopBench) async throws -> Void
    ) async throws {
        try await withShop(stock) { shop in
            try await shop.importCatalogue()
            try await shop.rest()
            try await body(shop)
        }
    }

    /// Counts the SKU; its write arrives, and nobody hears of it.
    private func writeUnheard(_ shop: ShopBench, _ sku: String, _ count: Int64) async throws {
        try await shop.bench.count(sku, count)
        shop.shop.loseReplies(1)
        try await shop.broadcastOnce()
    }

    private func tells(_ shop: ShopBench, _ itemId: Int64, _ sku: String) async throws {
        let facts = ItemFacts(inventoryItemId: itemId, sku: try SKU(sku), isTracked: true, updatedAt: nil)
        _ = try await shop.bench.take(.item(facts), topic: "inventory_items/update")
    }

    @Test("A webhook that comes too late names a SKU of before: the shop is asked before any count is told")
    func lateRename() async throws {
        try await withRestingShop([("A", 10), ("B", 4)]) { shop in
            shop.shop.act { model in
                model.remove(2)
                model.rename(1, SKU(stored: "B"))
            }
            _ = try await shop.bench.take(.itemDeleted(inventoryItemId: 2), topic: "inventory_items/delete")
            try await tells(shop, 1, "B")
            try await shop.rest()
            #expect(shop.shop.shows(1) == 4)
            let pushes = shop.shop.calls.pushes
            try await tells(shop, 1, "A")
            try await shop.rest()
            #expect(shop.shop.shows(1) == 4 && shop.shop.calls.pushes == pushes, "no count of A was ever told")
            #expect(try await shop.item("B").inventoryItemId == 1)
            #expect(try await shop.item("A").inventoryItemId == nil)
        }
    }

    @Test("A webhook that brings a deleted item back spoils nothing: it is asked for and found to be gone")
    func revived() async throws {
        try await withRestingShop([("A", 10)]) { shop in
            shop.shop.act { $0.remove(1) }
            _ = try await shop.bench.take(.itemDeleted(inventoryItemId: 1), topic: "inventory_items/delete")
            try await tells(shop, 1, "A")
            try await shop.rest()
            #expect(try await shop.item("A").inventoryItemId == nil)
            shop.shop.act { $0.stock(5, SKU(stored: "A"), 2) }
            try await tells(shop, 5, "A")
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            try await shop.rest()
            #expect(shop.shop.shows(5) == 10)
        }
    }

    @Test("A SKU is no longer reported as doubled when all its items are gone and nobody said so")
    func allGone() async throws {
        try await withShop([("A", 10), ("B", 4)]) { shop in
            try await shop.importCatalogue()
            shop.shop.act { $0.stock(3, SKU(stored: "A"), 2) }
            try await tells(shop, 3, "A")
            #expect(try await shop.bench.alerts(.duplicateSKU).count == 1)
            shop.shop.act { model in
                model.remove(1)
                model.remove(3)
            }
            shop.pass(60)
            try await shop.reconcile()
            #expect(try await shop.bench.alerts(.duplicateSKU).isEmpty)
            #expect(try await shop.item("A").inventoryItemId == nil)
        }
    }

    @Test("A write under way when its item is dropped is no edit when it arrives")
    func droppedWhileWriting() async throws {
        try await withRestingShop([("A", 10)]) { shop in
            let facts = DeliveryFacts.levelDisconnected(inventoryItemId: 1, locationId: 7)
            let before = shop.shop.act { $0.levels[1] }
            try await writeUnheard(shop, "A", 30)
            #expect(try await shop.item("A").awaitsFate)
            _ = try await shop.bench.take(facts, topic: "inventory_levels/disconnect")
            // A page that was read before the write arrived comes only now.
            if let before {
                let old = LevelFacts(
                    inventoryItemId: 1,
                    locationId: 7,
                    available: before.available,
                    updatedAt: before.updatedAt,
                    isConnect: false
                )
                _ = try await shop.bench.take(.level(old), topic: "inventory_levels/update")
            }
            #expect(try await shop.item("A").expected == nil)
            try await shop.deliver()
            try await shop.rest()
            #expect(try await shop.isAtRest(["A"]))
            #expect(try await shop.bench.physical("A") == 30, "nothing was adopted")
        }
    }

    @Test("A write that is refused leads to a look: an item that is gone is let go of")
    func refusedForGone() async throws {
        try await withRestingShop([("A", 10), ("B", 4)]) { shop in
            shop.shop.act { $0.remove(1) }
            try await shop.bench.count("A", 30)
            shop.shop.refuseUnseen(100)
            try await shop.broadcastOnce()
            shop.shop.refuseUnseen(0)
            try await shop.settle()
            #expect(try await shop.item("A").inventoryItemId == nil)
        }
    }

    @Test("What a write is under way to is not counted by what it shows until the write's fate is known")
    func writtenWhileImported() async throws {
        try await withRestingShop([("A", 10)]) { shop in
            try await writeUnheard(shop, "A", 30)
            shop.shop.act { $0.rename(1, SKU(stored: "NEW")) }
            shop.pass(60)
            try await shop.importCatalogue()
            #expect(try await shop.bench.isTracked("NEW") == false)
            try await shop.rest()
            try await shop.importCatalogue()
            #expect(try await shop.bench.isTracked("NEW"))
            #expect(try await shop.bench.physical("NEW") == shop.shop.shows(1))
        }
    }
}
