import Inventory
import Logging
import Sync
import SyncTesting
import Testing

/// A merchant with one shop. Every act is done by parts made for it alone, as by a process that has just started.
struct ShopBench {
    let bench: Bench
    let shop: FakeShop
    var store: any Store
    /// How the channel is reached; the shop itself unless a test says otherwise.
    var gateways: any ChannelGatewayFactory
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(_ bench: Bench, _ shop: FakeShop) {
        self.bench = bench
        self.shop = shop
        store = bench.store
        gateways = shop
    }

    /// The same merchant, whose process dies after so many halves of a commit.
    func dying(after halves: Int) -> ShopBench {
        var other = self
        other.store = CrashingStore(bench.store, halves: halves)
        return other
    }

    /// The same merchant, whose store is away for one commit, or for the answer to it.
    func losing(after halves: Int) -> ShopBench {
        var other = self
        other.store = CrashingStore(bench.store, halves: halves, recovers: true)
        return other
    }

    func pass(_ seconds: Int64) { bench.clock.advance(by: .seconds(seconds)) }

    // MARK: Acts

    private func directory() async throws -> ChannelDirectory {
        let directory = ChannelDirectory(store: store, vault: OpenVault(), logger: logger)
        try await directory.reload()
        return directory
    }

    private func entry() async throws -> DirectoryEntry {
        try #require(try await directory().entry(Bench.tenant, Bench.shop))
    }

    func operations() async throws -> ChannelOperations {
        ChannelOperations(
            store: store,
            directory: try await directory(),
            gateways: gateways,
            settings: bench.settings,
            clock: SteppingClock(manual: bench.clock)
        )
    }

    @discardableResult
    func importCatalogue(dryRun: Bool = false) async throws -> ChannelReport {
        try await operations().importCatalogue(Bench.tenant, Bench.shop, dryRun: dryRun)
    }

    @discardableResult
    func reconcile(dryRun: Bool = false, resuming: Bool = false) async throws -> ChannelReport {
        try await operations().reconcile(Bench.tenant, Bench.shop, dryRun: dryRun, resuming: resuming)
    }

    /// Looks at all that is due now.
    func settle() async throws {
        let settler = ChannelSettler(
            entry: try await entry(),
            gateway: shop,
            store: store,
            settings: bench.settings,
            clock: bench.clock,
            board: ChannelStatusBoard(),
            logger: logger
        )
        for _ in 0..<100 {
            if case .idle = try await settler.step() { return }
        }
        Issue.record("the settler never comes to rest")
    }

    func broadcaster() async throws -> ChannelBroadcaster {
        ChannelBroadcaster(
            entry: try await entry(),
            gateway: shop,
            store: store,
            settings: bench.settings,
            clock: bench.clock,
            board: ChannelStatusBoard(),
            newID: bench.ids.next,
            logger: logger
        )
    }

    /// Tells the shop all that is due now.
    func broadcast() async throws {
        let broadcaster = try await broadcaster()
        for _ in 0..<100 {
            if case .idle = try await broadcaster.round(failures: 0) { return }
        }
        Issue.record("the broadcaster never comes to rest")
    }

    /// One look at what is due to be told.
    func broadcastOnce() async throws { _ = try await broadcaster().round(failures: 0) }

    /// Settling and telling until nothing is left to do.
    func rest() async throws {
        for _ in 0..<8 {
            try await settle()
            try await broadcast()
            pass(20)
        }
    }

    /// Delivers all that the shop has to tell, levels as they are now.
    func deliver() async throws {
        for news in shop.takeNews() {
            switch news {
            case .order(let snapshot): _ = try await bench.take(.order(snapshot))
            case .refund(let orderId, let refund): _ = try await bench.take(.refund(orderId: orderId, refund))
            case .edit(let edit): _ = try await bench.take(.orderEdited(edit))
            case .level(let itemId): try await deliverLevel(itemId)
            }
        }
    }

    /// Delivers only the level of an item; its orders' webhooks are lost.
    @discardableResult
    func deliverLevel(_ itemId: Int64, showing value: Int64? = nil) async throws -> TransactionRecord.Status {
        _ = shop.takeNews()
        guard let level = shop.act({ $0.levels[itemId] }) else { return .ignored }
        let facts = LevelFacts(
            inventoryItemId: itemId,
            locationId: 7,
            available: value ?? level.available,
            updatedAt: level.updatedAt,
            isConnect: false
        )
        return try await bench.take(.level(facts), topic: "inventory_levels/update")
    }

    // MARK: Looks

    func item(_ sku: String) async throws -> ChannelItem {
        let detail = try await bench.store.inventoryDetail(Bench.tenant, try SKU(sku))
        return try #require(detail?.items.first { $0.channelId == Bench.shop })
    }

    func channel() async throws -> Channel {
        try #require(try await bench.store.channel(Bench.tenant, Bench.shop))
    }

    func movements(_ sku: String) async throws -> [Movement] {
        try await bench.store.movements(Bench.tenant, try SKU(sku), PageRequest(limit: 250)).items
    }

    /// Whether the shop shows what we hold of every SKU, and nothing is in doubt.
    func isAtRest(_ skus: [String]) async throws -> Bool {
        for (index, sku) in skus.enumerated() {
            let (item, physical) = (try await item(sku), try await bench.physical(sku))
            guard item.isExplained, item.pendingWrite == nil, item.expected == shop.shows(Int64(index + 1)),
                item.expected == physical
            else { return false }
        }
        return true
    }
}

/// Runs `body` with a shop that stocks these SKUs under the items 1, 2, 3…, and that nobody has looked at yet.
func withShop(
    _ stock: [(sku: String, available: Int64)] = [("A", 10)],
    authority: Authority = .adopt,
    pageSize: Int = 2,
    _ body: (ShopBench) async throws -> Void
) async throws {
    try await withBench { bench in
        let shop = FakeShop(clock: bench.clock, pageSize: pageSize)
        try await bench.addShop(authority: authority)
        bench.clock.advance(by: .seconds(10))
        for (index, entry) in stock.enumerated() {
            let sku = try SKU(entry.sku)
            shop.act { $0.stock(Int64(index + 1), sku, entry.available) }
        }
        bench.clock.advance(by: .seconds(10))
        try await body(ShopBench(bench, shop))
    }
}

/// The same of one SKU, a minute after its import.
func withKnownShop(_ authority: Authority = .adopt, _ body: (ShopBench) async throws -> Void) async throws {
    try await withShop(authority: authority) { shop in
        try await shop.importCatalogue()
        shop.pass(60)
        try await body(shop)
    }
}

/// The test's clock, for whoever sleeps: the time passes at once.
private struct SteppingClock: WallClock {
    let manual: ManualClock

    var now: Timestamp { manual.now }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        manual.advance(by: duration)
    }
}
