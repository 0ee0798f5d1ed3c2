import Dispatch
import GRDB
import Inventory
import Sync
import SyncTesting
import Testing

@testable import SQLiteStore

@Suite("The writer")
struct WriterTests {
    /// Holds the writer in a step until it is let go.
    private final class Gate: Sendable {
        private let entered = DispatchSemaphore(value: 0)
        private let leave = DispatchSemaphore(value: 0)

        /// Called on the writer's thread.
        func pass() {
            entered.signal()
            leave.wait()
        }

        func open() { leave.signal() }

        /// Resumes once the writer stands in the gate.
        func isEntered() async {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    self.entered.wait()
                    continuation.resume()
                }
            }
        }
    }

    @Test("more steps than may wait are refused, and those that wait are served")
    func overload() async throws {
        try await withStore(options: SQLiteStore.Options(queueLimit: 5)) { subject, store, _ in
            let gate = Gate()
            async let held: Void = store.write(.default) { _ in gate.pass() }
            await gate.isEntered()
            let outcomes = await withTaskGroup(of: StoreError?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            try await store.write(.default) { tx in
                                try tx.put(Level(sku: SKU(stored: "sku-\(number)"), updatedAt: tx.now))
                            }
                            return nil
                        } catch {
                            return error as? StoreError
                        }
                    }
                }
                var outcomes: [StoreError?] = []
                for await outcome in group {
                    outcomes.append(outcome)
                    // The fifteen refusals come first, for the writer is held.
                    if outcomes.count == 15 { gate.open() }
                }
                return outcomes
            }
            try await held
            #expect(outcomes.count { $0 == .overloaded } == 15)
            #expect(outcomes.count { $0 == nil } == 5)
        }
    }

    @Test("steps that gathered share a commit")
    func sharing() async throws {
        try await withStore { subject, store, _ in
            let gate = Gate()
            let recorder = CommitRecorder()
            try await store.write(.default) { tx in try tx.put(Level(sku: SKU(stored: "A"), updatedAt: tx.now)) }
            async let held: Void = store.write(.default) { _ in gate.pass() }
            await gate.isEntered()
            store.observe(recorder)
            try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask {
                        try await store.write(.default) { tx in
                            try tx.put(Level(sku: SKU(stored: "sku-\(number)"), updatedAt: tx.now))
                        }
                    }
                }
                group.addTask {
                    while store.inbox.count < 100 { await Task.yield() }
                    gate.open()
                }
                try await group.waitForAll()
            }
            try await held
            #expect(recorder.notices.count == 1)
        }
    }

    @Test("what somebody else writes into the file is seen by the next step")
    func foreignWrites() async throws {
        try await withStore { subject, store, path in
            let sku = SKU(stored: "A")
            try await store.write(.default) { tx in try tx.put(Level(sku: sku, physical: 1, updatedAt: tx.now)) }
            try await DatabaseQueue(path: path).write { db in try db.execute(sql: "UPDATE stock SET physical = 42") }
            try await store.write(.default) { tx in
                var level = try #require(try tx.level(sku))
                #expect(level.physical == 42)
                level.physical += 1
                try tx.put(level)
            }
            #expect(try await store.inventoryDetail(.default, sku)?.level.physical == 43)
        }
    }

    @Test("of a deleted channel no row is left once it is swept")
    func removedChannels() async throws {
        try await withStore { subject, store, _ in
            let web = ChannelID(stored: "web")
            for id in [web, ChannelID(stored: "stays")] {
                try await store.write(.default) { tx in
                    try tx.put(
                        Channel(
                            channelId: id,
                            kind: .http(url: ""),
                            sealedCredentials: [],
                            pause: nil,
                            createdAt: tx.now,
                            updatedAt: tx.now
                        )
                    )
                    for number in 0..<20 {
                        let sku = SKU(stored: "sku-\(number)")
                        try tx.put(Level(sku: sku, updatedAt: tx.now))
                        try tx.put(ChannelItem(channelId: id, sku: sku))
                        try tx.put(
                            CatalogItem(channelId: id, inventoryItemId: Int64(number), sku: sku, updatedAt: tx.now)
                        )
                        try tx.put(OrderState(orderId: Int64(number)), of: id)
                        try tx.put(try BufferRule(cap: 1), at: BufferScope(channel: id, sku: sku))
                        try tx.markDirty(sku, for: id)
                    }
                    try tx.requestSweep(of: id)
                }
            }
            func rows() async throws -> [String: Int64] {
                let tables = [
                    "catalog_items", "orders", "buffer_rules", "dirt", "dirt_counts", "sweeps", "removed_channels",
                    "channels",
                ]
                return try await store.read { source in
                    var rows: [String: Int64] = [:]
                    for table in tables {
                        rows[table] = try source.statement("SELECT count(*) FROM \(table)")
                            .first({ _ in }, { $0.int64() })
                    }
                    try StockRows.scan(source, tenant: 0, after: "") { _, columns in
                        for column in ["items", "marks"] {
                            try columns.withBytes { bytes in
                                try ChannelBytes.forEach(bytes) { _, _ in
                                    rows[column, default: 0] += 1
                                    return true
                                }
                            }
                        }
                        return true
                    }
                    return rows
                }
            }
            let both = try await rows()
            try await store.write(.default) { tx in try tx.deleteChannel(web) }
            while try await store.sweepExpired(now: subject.clock.now, limit: 7) {}
            #expect(try await rows() == both.mapValues { $0 / 2 })
        }
    }

    @Test("a log that has grown is copied while steps go on without a pause, and begins anew")
    func checkpoints() async throws {
        try await withStore { _, store, _ in
            let deadline = ContinuousClock.now + .seconds(60)
            // Several at once, so that there is hardly a moment without a commit.
            try await withThrowingTaskGroup { group in
                for writer in 0..<6 {
                    group.addTask {
                        var (round, beginnings, length) = (0, 0, 0)
                        while beginnings < 2, ContinuousClock.now < deadline {
                            round += 1
                            let now = try await Self.write(store, "\(writer)-\(round)", bytes: 20_000)
                            if now < length { beginnings += 1 }
                            length = now
                        }
                        #expect(beginnings == 2)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Answers how long the log is then, in pages.
    private static func write(_ store: SQLiteStore, _ id: String, bytes: Int) async throws -> Int {
        try await store.write(.default) { tx in
            try tx.put(
                QuarantinedDelivery(
                    quarantineId: id,
                    channelId: ChannelID(stored: "web"),
                    topic: "orders/create",
                    key: TransactionKey(source: "s", txId: "t"),
                    eventId: nil,
                    body: Array(repeating: 7, count: bytes),
                    reason: "",
                    receivedAt: tx.now
                )
            )
        }
        return try await store.enqueue { context in context.memory.connection.logPages }
    }
}
