import CurlClient
import DynamoDB
import DynamoDBStore
import Inventory
import Sync
import SyncTesting
import Testing

@Suite("Instances on the same tables", .serialized, .enabled(if: StandIn.endpoint != nil))
struct InstancesTests {
    private static let tenant = TenantID.default
    private static let sku = SKU(stored: "A")

    @Test("they never lose or double a movement of the same SKU")
    func sameSKU() async throws {
        try await withStores(3) { stores in
            try await stores[0].write(Self.tenant) { tx in
                try tx.put(Level(sku: Self.sku, physical: 0, tracked: true, version: 0, updatedAt: tx.now))
            }
            try await withThrowingTaskGroup { group in
                for (number, store) in stores.enumerated() {
                    for sale in 0..<40 {
                        group.addTask {
                            try await store.write(Self.tenant) { try Self.sell($0, id: "\(number)-\(sale)") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let detail = try await stores[1].inventoryDetail(Self.tenant, Self.sku)
            #expect(detail?.level.physical == -120)
            let page = try await stores[2].movements(Self.tenant, Self.sku, PageRequest(limit: 250))
            #expect(page.items.map(\.after.physical) == (1...120).map { Int64($0 - 121) })
            #expect(Set(page.items.map(\.movementId)).count == 120)
        }
    }

    @Test("one event that comes to all of them is applied once")
    func sameEvent() async throws {
        try await withStores(3) { stores in
            let applied = try await withThrowingTaskGroup { group in
                for event in 0..<20 {
                    for store in stores {
                        group.addTask {
                            try await store.write(Self.tenant) { tx in
                                let record = Self.record("event-\(event)", at: tx.now)
                                if try tx.transaction(record.key) != nil { return 0 }
                                try Self.sell(tx, id: "event-\(event)")
                                try tx.put(record)
                                return 1
                            }
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 20)
            #expect(try await stores[0].inventoryDetail(Self.tenant, Self.sku)?.level.physical == -20)
        }
    }

    @Test("a channel that one makes is told of what the others sell, known to them or not")
    func newChannel() async throws {
        try await withStores(2) { stores in
            let skus = ["A", "B", "C"].map(SKU.init(stored:))
            for store in stores {
                try await store.write(Self.tenant) { tx in
                    for sku in skus where try tx.level(sku) == nil {
                        try tx.put(Level(sku: sku, physical: 9, tracked: true, version: 1, updatedAt: tx.now))
                        try tx.markDirty(sku)
                    }
                }
            }
            let web = try await makeWebChannel(stores[0])
            while try await stores[0].write(Self.tenant, { try $0.expandSweep(of: web, limit: 2) }) {}
            let marks = try await stores[0].broadcastCandidates(
                Self.tenant,
                web,
                now: ManualClock().now,
                limit: 10
            )
            #expect(marks.count == 3)
            try await stores[0].write(Self.tenant) { tx in for mark in marks { try tx.clear(mark.mark, readAt: tx.now) }
            }
            // The other one has all three rows in memory, from before there was a channel.
            try await stores[1].write(Self.tenant) { tx in
                for sku in skus {
                    var level = try #require(try tx.level(sku))
                    level.physical -= 1
                    level.version += 1
                    try tx.put(level)
                    try tx.markDirty(sku)
                }
                try tx.put(Level(sku: SKU(stored: "D"), physical: 1, tracked: true, version: 1, updatedAt: tx.now))
                try tx.markDirty(SKU(stored: "D"))
            }
            let dirty = try await stores[0].broadcastCandidates(
                Self.tenant,
                web,
                now: ManualClock().now,
                limit: 10
            )
            #expect(Set(dirty.map(\.mark.sku.value)) == ["A", "B", "C", "D"])
        }
    }

    @Test(
        "replies that are lost, failures and throttling move nothing twice",
        arguments: ["lost", "error", "throttle"]
    )
    func faults(kind: String) async throws {
        let path = "/faults/\(kind)/3/\(StandIn.prefix())"
        try await withStores(2, path: path) { stores in
            try await withThrowingTaskGroup { group in
                for (number, store) in stores.enumerated() {
                    for sale in 0..<30 {
                        group.addTask {
                            try await store.write(Self.tenant) { try Self.sell($0, id: "\(number)-\(sale)") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[0].inventoryDetail(Self.tenant, Self.sku)?.level.physical == -60)
            #expect(try await stores[0].ledgerMismatches(Self.tenant, after: nil, limit: 10).isEmpty)
        }
    }

    @Test("a commit of many transactions happens whole or not at all, wherever its instance dies", arguments: 1...9)
    func death(after transactions: Int) async throws {
        try await withStores(1) { stores in
            let survivor = stores[0]
            try await survivor.write(Self.tenant) { tx in
                for number in 0..<60 {
                    try tx.put(Self.level(number, physical: 1, at: tx.now))
                }
            }
            let dying = try await open(
                survivor.tablePrefix,
                path: "/faults/die/\(transactions)/\(StandIn.prefix())",
                retries: RetryPolicy(attempts: 1)
            )
            // 60 rows changed, 140 made: three parts are locked, one write decides, three parts are finished.
            let outcome = await Result {
                try await dying.store.write(Self.tenant) { tx in
                    for number in 0..<200 {
                        var level = try tx.level(Self.sku(number)) ?? Self.level(number, physical: 1, at: tx.now)
                        level.physical += 1
                        try tx.put(level)
                    }
                }
            }
            let seen = try await counts(survivor)
            let isWhole = seen == Array(repeating: 2, count: 200)
            #expect(isWhole || seen == Array(repeating: 1, count: 60))
            if case .success = outcome { #expect(isWhole) }
            // Whoever writes one of the rows next ends what was left of it.
            try await survivor.write(Self.tenant) { tx in
                for number in [0, 59, 199] {
                    var level = try tx.level(Self.sku(number)) ?? Self.level(number, physical: 0, at: tx.now)
                    level.physical += 10
                    try tx.put(level)
                }
            }
            let after = try await counts(survivor)
            #expect(after.reduce(0, +) == seen.reduce(0, +) + 30)
            await dying.http.shutdown()
        }
    }

    @Test("what a dead commit has locked is no obstacle, not even where nobody reads it first", arguments: 1...9)
    func leftLocks(after transactions: Int) async throws {
        try await withStores(1) { stores in
            let survivor = stores[0]
            let web = try await makeWebChannel(survivor)
            let dying = try await open(
                survivor.tablePrefix,
                path: "/faults/die/\(transactions)/\(StandIn.prefix())",
                retries: RetryPolicy(attempts: 1)
            )
            // A row for each mark too, which is written without being read.
            let mark: @Sendable (any StoreTransaction) throws -> Void = { tx in
                for number in 0..<110 {
                    try tx.put(Self.level(number, physical: 1, at: tx.now))
                    try tx.markDirty(Self.sku(number))
                }
            }
            _ = await Result { try await dying.store.write(Self.tenant, mark) }
            try await survivor.write(Self.tenant, mark)
            let marks = try await survivor.broadcastCandidates(Self.tenant, web, now: ManualClock().now, limit: 250)
            #expect(marks.count == 110)
            try await survivor.write(Self.tenant) { tx in for mark in marks { try tx.clear(mark.mark, readAt: tx.now) }
            }
            #expect(try await survivor.backlog(Self.tenant, web, now: ManualClock().now).dirty == 0)
            await dying.http.shutdown()
        }
    }

    private func counts(_ store: DynamoDBStore) async throws -> [Int64] {
        let filter = InventoryFilter(defaultThreshold: 0)
        return try await store.inventory(Self.tenant, filter, PageRequest(limit: 250)).items.map(\.level.physical)
    }

    // MARK: - Helpers

    private static func sku(_ number: Int) -> SKU { SKU(stored: "sku-\(number + 1000)") }

    private static func level(_ number: Int, physical: Int64, at now: Timestamp) -> Level {
        Level(sku: sku(number), physical: physical, tracked: true, version: 1, updatedAt: now)
    }

    private static func record(_ txId: String, at now: Timestamp) -> TransactionRecord {
        TransactionRecord(
            key: TransactionKey(source: "shop", txId: txId),
            action: "orders/create",
            status: .applied,
            channelId: nil,
            eventId: nil,
            reference: nil,
            actor: "shop",
            timestamp: now,
            expiresAt: now.adding(.seconds(60))
        )
    }

    private static func sell(_ tx: any StoreTransaction, id: String) throws {
        var level = try tx.level(sku) ?? Level(sku: sku, tracked: true, updatedAt: tx.now)
        level.physical -= 1
        level.version += 1
        try tx.append(
            Movement(
                movementId: id,
                sku: sku,
                kind: .sale,
                delta: StockDelta(physical: -1),
                after: StockDelta(physical: level.physical),
                txId: id,
                reference: nil,
                actor: "shop",
                note: nil,
                timestamp: tx.now
            )
        )
        try tx.put(level)
    }

    private func open(
        _ prefix: String,
        path: String = "",
        retries: RetryPolicy = RetryPolicy()
    ) async throws -> (store: DynamoDBStore, http: CurlClient) {
        let http = try CurlClient(configuration: CurlClient.Configuration(maxInFlightPerOrigin: 32))
        let store = try await DynamoDBStore.open(
            client: StandIn.client(http, endpoint: StandIn.endpoint.map { $0 + path }, retries: retries),
            clock: ManualClock(),
            options: DynamoDBStore.Options(tablePrefix: prefix, lockPatience: .milliseconds(200)),
            logger: quiet,
            makeID: SequentialIDs().next
        )
        return (store, http)
    }

    /// Stores on the same tables, each with a memory of its own.
    private func withStores(
        _ count: Int,
        path: String = "",
        _ body: ([DynamoDBStore]) async throws -> Void
    ) async throws {
        let prefix = StandIn.prefix()
        var opened: [(store: DynamoDBStore, http: CurlClient)] = []
        for _ in 0..<count { opened.append(try await open(prefix, path: path)) }
        let result = await Result { try await body(opened.map(\.store)) }
        for (store, http) in opened {
            await store.close()
            await http.shutdown()
        }
        try result.get()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
