import Inventory
import Sync
import SyncTesting
import Testing

@Suite("The fourth disagreement within an hour asks a person")
struct ContestTests {
    func withContest(
        disagreements: Int = 4,
        _ body: (ShopBench) async throws -> Void
    ) async throws {
        try await withShop { shop in
            try await shop.importCatalogue()
            for _ in 0..<disagreements {
                shop.pass(60)
                shop.shop.act { $0.edit(1, by: -1) }
                try await shop.deliverLevel(1)
                shop.pass(20)
                try await shop.settle()
                try await shop.broadcast()
            }
            try await body(shop)
        }
    }

    @Test("Its missing stays in suspense, nothing is written to it, an alert asks")
    func contested() async throws {
        try await withContest { shop in
            let item = try await shop.item("A")
            #expect(item.contested && item.missing == 1)
            #expect(try await shop.bench.physical("A") == 7 && shop.shop.shows(1) == 6)
            let pushes = shop.shop.calls.pushes
            try await shop.bench.count("A", 20)
            try await shop.rest()
            #expect(shop.shop.calls.pushes == pushes && shop.shop.shows(1) == 6)
            #expect(try await shop.bench.level("A")?.suspense == 1)
            #expect(try await shop.bench.alerts(.contested).count == 1)
        }
    }

    @Test("A person ends it, once", arguments: ContestedCommands.Take.allCases)
    func resolved(take: ContestedCommands.Take) async throws {
        try await withContest { shop in
            let resolve: @Sendable (CommandContext) throws -> Void = { context in
                try ContestedCommands.resolve(context, channel: Bench.shop, sku: SKU(stored: "A"), take: take)
            }
            try await shop.bench.command(resolve)
            #expect(try await shop.bench.alerts(.contested).isEmpty)
            #expect(try await shop.bench.level("A")?.suspense == 0)
            try await shop.rest()
            let held: Int64 = take == .theirs ? 6 : 7
            #expect(try await shop.bench.physical("A") == held && shop.shop.shows(1) == held)
            #expect(try await shop.isAtRest(["A"]))
            await #expect(throws: DomainError.self) { try await shop.bench.command(resolve) }
        }
    }

    @Test("A reading that ends a failed write and is the fourth disagreement leaves in suspense what is missing")
    func afterFailedWrite() async throws {
        try await withContest(disagreements: 3) { shop in
            shop.pass(60)
            shop.shop.act { $0.edit(1, by: 2) }
            try await shop.deliverLevel(1)
            try await shop.bench.count("A", 12)
            shop.shop.beforeNextPush { $0.edit(1, by: -4) }
            shop.pass(1)
            // The intent and the refusal are written down, and nothing was read before the end.
            await #expect(throws: CrashingStore.Crash.self) { try await shop.dying(after: 4).broadcastOnce() }
            try await shop.deliverLevel(1)
            #expect(try await shop.bench.level("A")?.suspense ?? 0 > 2)
            shop.pass(20)
            try await shop.settle()
            let item = try await shop.item("A")
            #expect(item.contested && item.missing == 2 && item.pendingWrite == nil)
            #expect(try await shop.bench.level("A")?.suspense == 2)
        }
    }

    @Test("Disagreements of more than an hour ago no longer count")
    func anHourLater() async throws {
        try await withShop { shop in
            try await shop.importCatalogue()
            for _ in 0..<8 {
                shop.pass(1200)
                shop.shop.act { $0.edit(1, by: -1) }
                try await shop.deliverLevel(1)
                shop.pass(20)
                try await shop.settle()
            }
            #expect(try await !shop.item("A").contested)
            #expect(try await shop.bench.physical("A") == 2)
        }
    }
}
