import Inventory
import Sync
import SyncTesting
import Testing

@Suite("The ledger says in words why units moved, whatever moved them")
struct LedgerWordsTests {
    func words(_ shop: ShopBench) async throws -> [String] {
        try await shop.movements("A").map { "\($0.kind.rawValue): \($0.note ?? "")" }
    }

    @Test("An edit that is taken over")
    func adopted() async throws {
        try await withKnownShop { shop in
            shop.shop.act { $0.edit(1, by: 1) }
            try await shop.deliverLevel(1)
            try await shop.rest()
            #expect(
                try await words(shop).first
                    == "adopted: shop shows 11, 1 unit more than orders explain: taken over as the merchant's own change"
            )
            let movement = try await shop.movements("A").first
            #expect(movement?.reference == "shop" && movement?.delta == StockDelta(physical: 1))
        }
    }

    @Test("An edit that is overruled")
    func overruled() async throws {
        try await withKnownShop(.enforce) { shop in
            shop.shop.act { $0.edit(1, by: -2) }
            try await shop.deliverLevel(1)
            try await shop.rest()
            #expect(
                try await words(shop).prefix(2) == [
                    "suspense: shop shows 8, which no order explains: our count stands and is written back",
                    "suspense: shop shows 8: 2 units seem sold there and are kept back until an order explains it",
                ]
            )
        }
    }

    @Test("A drop that a later value took back, and one that a write of unknown fate left open")
    func doubts() async throws {
        try await withKnownShop { shop in
            try await shop.bench.count("A", 30)
            while try await !shop.item("A").awaitsFate {
                _ = try await dies { try await shop.dying(after: 1).broadcast() }
            }
            shop.shop.act { _ = $0.sell(1, 2) }
            try await shop.deliverLevel(1)
            try await shop.broadcast()
            try await shop.reconcile()
            try await shop.rest()
            let said = try await words(shop)
            #expect(said.contains("order: explains 2 units that shop had shown as sold already"))
            #expect(said.allSatisfy { !$0.hasSuffix(": ") || $0.hasPrefix("count") || $0.hasPrefix("order") })
        }
    }

    @Test("A restock that the shop's count did not show")
    func restock() async throws {
        try await withKnownShop { shop in
            let order = shop.shop.act { $0.sell(1, 3) }
            try await shop.deliver()
            shop.pass(5)
            shop.shop.act { $0.refund(2, of: order, 1, .return) }
            let news = shop.shop.takeNews()
            shop.pass(5)
            shop.shop.act { $0.edit(1, by: -2) }
            try await shop.deliverLevel(1)
            for case .refund(let id, let refund) in news { _ = try await shop.bench.take(.refund(orderId: id, refund)) }
            #expect(
                try await words(shop).first
                    == "refund: shop showed its count without 2 units that came back: they are kept back until it is clear"
            )
        }
    }

    @Test("What is no longer looked into, for each reason")
    func forgotten() async throws {
        func lose(_ act: (ShopBench) async throws -> Void) async throws -> String? {
            var said: String?
            try await withKnownShop { shop in
                shop.shop.act { $0.edit(1, by: -2) }
                try await shop.deliverLevel(1)
                try await act(shop)
                #expect(try await shop.bench.level("A")?.suspense == 0)
                said = try await words(shop).first
            }
            return said
        }
        let unkept = "2 units that seemed sold there are no longer kept back"
        let gone = try await lose { shop in
            let facts = DeliveryFacts.levelDisconnected(inventoryItemId: 1, locationId: 7)
            _ = try await shop.bench.take(facts, topic: "inventory_levels/disconnect")
        }
        #expect(gone == "suspense: shop no longer stocks this item: \(unkept)")
        let doubled = try await lose { shop in
            let item = ItemFacts(inventoryItemId: 9, sku: SKU(stored: "A"), isTracked: true, updatedAt: nil)
            _ = try await shop.bench.take(.item(item), topic: "inventory_items/update")
        }
        #expect(doubled == "suspense: it is no longer the same item of shop that carries this SKU: \(unkept)")
        let deleted = try await lose { shop in
            try await shop.bench.command { try ChannelCommands.delete($0, id: Bench.shop) }
        }
        #expect(deleted == "suspense: shop was deleted: \(unkept)")
    }

    @Test("A person's decision", arguments: ContestedCommands.Take.allCases)
    func resolved(take: ContestedCommands.Take) async throws {
        try await ContestTests().withContest { shop in
            try await shop.bench.command { context in
                try ContestedCommands.resolve(context, channel: Bench.shop, sku: SKU(stored: "A"), take: take)
            }
            let expected =
                take == .theirs
                ? "adopted: a person decided that the count of shop is right: it is taken over"
                : "suspense: a person decided that our count stands: it is written to shop"
            #expect(try await words(shop).first == expected)
        }
    }
}
