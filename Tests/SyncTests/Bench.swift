import Foundation
import Inventory
import Logging
import SQLiteStore
import Sync
import SyncTesting
import Testing

/// The use cases on a real store of their own, with a clock that a test moves.
struct Bench {
    let store: any Store
    let clock: ManualClock
    let ids: SequentialIDs
    let settings: SyncSettings
    let path: String

    static let tenant = TenantID.default
    static let shop = ChannelID(stored: "shop")

    var intake: DeliveryIntake { DeliveryIntake(store: store, settings: settings) }
    var imports: ImportService { ImportService(store: store, settings: settings) }

    static func open(
        path: String,
        settings: SyncSettings,
        clock: ManualClock,
        ids: SequentialIDs
    ) async throws -> SQLiteStore {
        try await SQLiteStore.open(
            path: path,
            clock: clock,
            options: SQLiteStore.Options(durability: .processOnly),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeID: ids.next
        )
    }

    // MARK: Acts

    func command<Result: Sendable>(
        _ body: @escaping @Sendable (CommandContext) throws -> Result
    ) async throws -> Result {
        try await store.write(Self.tenant) { [settings] tx in
            try body(CommandContext(tx, settings: settings, actor: "tester"))
        }
    }

    func count(_ sku: String, _ physical: Int64) async throws {
        let sku = try SKU(sku)
        try await command { try StockCommands.setCount($0, sku: sku, physical: physical) }
    }

    func addShop(_ id: ChannelID = Bench.shop, authority: Authority = .adopt) async throws {
        try await command { context in
            _ = try ChannelCommands.put(
                context,
                id: id,
                kind: .shopify(
                    Channel.ShopifySettings(
                        shop: "\(id).myshopify.com",
                        locationId: 7,
                        adminUrl: nil,
                        apiVersion: "2026-07",
                        authority: authority
                    )
                ),
                sealedCredentials: [],
                paused: nil
            )
        }
    }

    func addWeb(_ id: ChannelID) async throws {
        try await command { context in
            _ = try ChannelCommands.put(
                context,
                id: id,
                kind: .http(url: "http://127.0.0.1:1/"),
                sealedCredentials: [],
                paused: nil
            )
        }
    }

    func take(
        _ facts: DeliveryFacts,
        id: String = UUID().uuidString,
        topic: String = "orders/create"
    ) async throws -> TransactionRecord.Status {
        try await intake.take(delivery(id, topic), facts).status
    }

    func delivery(_ id: String, _ topic: String) -> Delivery {
        Delivery(
            tenant: Self.tenant,
            channelId: Self.shop,
            key: TransactionKey(source: "shop.myshopify.com", txId: id),
            topic: topic,
            eventId: nil
        )
    }

    func order(_ id: Int64, _ lines: [(String, Int64)], updated: Int64 = 0, refunds: [Refund] = []) throws
        -> DeliveryFacts
    {
        .order(
            OrderSnapshot(
                orderId: id,
                createdAt: clock.now,
                updatedAt: clock.now.adding(.seconds(updated)),
                lines: try lines.enumerated().map { index, line in
                    OrderLine(lineId: Int64(index + 1), sku: try SKU(line.0), quantity: line.1)
                },
                refunds: refunds
            )
        )
    }

    func refund(_ id: Int64, line: Int64 = 1, _ sku: String, _ type: RestockType, note: String? = nil) throws -> Refund
    {
        Refund(
            refundId: id,
            createdAt: clock.now,
            note: note,
            lines: [RefundLine(lineId: line, sku: try SKU(sku), quantity: 1, restock: type)]
        )
    }

    // MARK: Looks

    func level(_ sku: String) async throws -> Level? {
        try await store.inventoryDetail(Self.tenant, try SKU(sku))?.level
    }

    func physical(_ sku: String) async throws -> Int64? { try await level(sku)?.physical }

    func isTracked(_ sku: String) async throws -> Bool { try await level(sku)?.tracked == true }

    func alerts(_ type: AlertType, state: Alert.State? = .open) async throws -> [Alert] {
        try await store.alerts(Self.tenant, AlertFilter(type: type, state: state), PageRequest(limit: 250)).items
    }

    func ledgerAddsUp() async throws -> Bool {
        try await store.ledgerMismatches(Self.tenant, after: nil, limit: 10).isEmpty
    }
}

/// Runs `body` on a fresh bench, and holds its ledger against its levels afterwards.
func withBench(_ settings: SyncSettings = SyncSettings(), _ body: (Bench) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "sync-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    // What is left behind lies in the system's temporary directory.
    defer { try? FileManager.default.removeItem(at: directory) }
    let (clock, ids, path) = (ManualClock(), SequentialIDs(), directory.appending(path: "store.db").path)
    let store = try await Bench.open(path: path, settings: settings, clock: clock, ids: ids)
    let bench = Bench(store: store, clock: clock, ids: ids, settings: settings, path: path)
    do {
        try await body(bench)
        #expect(try await bench.ledgerAddsUp(), "the movements of every SKU add up to its level")
        await store.close()
    } catch {
        await store.close()
        throw error
    }
}

/// Waits for a condition that others bring about.
func eventually(_ what: String, within limit: Duration = .seconds(20), _ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("it never came to be that \(what)")
}
