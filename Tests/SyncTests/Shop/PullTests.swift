import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync
import SyncTesting
import Testing

@Suite("Long looks at a channel: followed while they run, and as small for a million items as for a page")
struct PullTests {
    @Test("An import and a reconciliation say how far they have come")
    func progress() async throws {
        try await withShop([("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5)]) { shop in
            let operations = try await shop.operations()
            let seen = NIOLockedValueBox<[PullProgress]>([])
            shop.shop.beforeEachPage {
                guard let progress = operations.progress(Bench.tenant, Bench.shop) else { return }
                seen.withLockedValue { $0.append(progress) }
            }
            _ = try await operations.importCatalogue(Bench.tenant, Bench.shop, dryRun: false, jobId: "j1")
            let imported = seen.withLockedValue { $0 }
            #expect(imported.map(\.phase) == [.items, .items, .items, .levels, .levels, .levels])
            #expect(imported.map(\.items) == [0, 2, 4, 0, 2, 4])
            #expect(imported.map(\.trackedItems) == [0, 0, 0, 0, 2, 4])
            #expect(imported.first?.totalItems == nil && imported.last?.totalItems == 5)
            #expect(imported.allSatisfy { $0.kind == .import && $0.jobId == "j1" })
            #expect(operations.progress(Bench.tenant, Bench.shop) == nil, "it is over")

            shop.pass(60)
            shop.shop.act { _ = $0.sell(1, 1) }
            shop.pass(60)
            _ = try await operations.reconcile(Bench.tenant, Bench.shop, dryRun: false)
            shop.pass(60)
            seen.withLockedValue { $0 = [] }
            shop.shop.act { $0.edit(2, by: -1) }
            shop.pass(60)
            _ = try await operations.reconcile(Bench.tenant, Bench.shop, dryRun: false)
            let reconciled = seen.withLockedValue { $0 }
            #expect(reconciled.map(\.items) == [0, 2, 4] && reconciled.map(\.differences) == [0, 1, 1])
            #expect(reconciled.allSatisfy { $0.kind == .reconcile && $0.phase == .levels })
        }
    }

    /// In a process of its own: what it measures is the memory of all that runs in it.
    @Test("No more than a page of a catalogue is held at a time")
    func memory() async throws {
        await #expect(processExitsWith: .success) {
            try await withBench { bench in
                try await bench.addShop()
                let catalogue = LongCatalogue(items: 100_000, clock: bench.clock)
                var shop = ShopBench(bench, FakeShop(clock: bench.clock))
                shop.gateways = catalogue
                _ = try await shop.importCatalogue(dryRun: true)
                _ = try await shop.reconcile(dryRun: true)
                let (pages, growth) = catalogue.measured
                #expect(catalogue.isMeasured)
                #expect(pages >= 1200, "the catalogue was gone through three times")
                #expect(growth < 30_000_000, "\(growth) bytes more in use than at the first page; all items are 100 MB")
            }
        }
    }
}

/// A catalogue of SKUs as long as SKUs may be, made up page by page.
private final class LongCatalogue: ChannelGateway, ChannelGatewayFactory {
    private let items: Int
    private let clock: ManualClock
    private let use = NIOLockedValueBox<(pages: Int, first: Int, most: Int)>((0, 0, 0))
    let batchLimit = 250

    init(items: Int, clock: ManualClock) {
        self.items = items
        self.clock = clock
    }

    /// Pages handed out, and by how many bytes the process was larger at one of them than at the first.
    var measured: (pages: Int, growth: Int) { use.withLockedValue { ($0.pages, $0.most - $0.first) } }

    private static var residentBytes: Int {
        // What cannot be read counts as nothing, which the test notices.
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }

    var isMeasured: Bool { use.withLockedValue { $0.first > 0 } }

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway { self }

    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        let start = cursor.flatMap(Int.init) ?? 0
        let end = min(start + batchLimit, items)
        let inUse = Self.residentBytes
        use.withLockedValue { use in
            use.pages += 1
            if use.pages == 1 { use.first = inUse }
            use.most = max(use.most, inUse)
        }
        let filler = String(repeating: "\u{1F4E6}", count: 245)
        let entries = (start..<end).map { number in
            LevelReading.Entry(
                inventoryItemId: Int64(number + 1),
                sku: SKU(stored: "\(number)-\(filler)"),
                available: 5,
                updatedAt: clock.now.adding(.seconds(-60))
            )
        }
        return CatalogPage(
            reading: LevelReading(entries: entries, readAt: clock.now),
            next: end < items ? String(end) : nil
        )
    }

    func push(_ batch: PushBatch) async -> PushReport { PushReport(.answered(batch.items.map { _ in .again })) }

    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        LevelReading(entries: [], readAt: clock.now)
    }

    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        OrdersPage(orders: [], next: nil)
    }

    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? { nil }
}
