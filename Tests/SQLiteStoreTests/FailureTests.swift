import GRDBSQLite
import Inventory
import NIOConcurrencyHelpers
import Sync
import SyncTesting
import Testing

@testable import SQLiteStore

@Suite("A disk that fails")
struct FailureTests {
    private func sell(_ subject: StoreSubject, _ id: Int) async throws {
        try await subject.store.write(.default) { tx in
            var level =
                try tx.level(SKU(stored: "A")) ?? Level(sku: SKU(stored: "A"), tracked: true, updatedAt: tx.now)
            level.physical -= 1
            try tx.append(
                Movement(
                    movementId: "m\(id)",
                    sku: level.sku,
                    kind: .order,
                    delta: StockDelta(physical: -1),
                    after: StockDelta(physical: level.physical),
                    txId: "t\(id)",
                    reference: nil,
                    actor: "test",
                    note: String(repeating: "x", count: 3000),
                    timestamp: tx.now
                )
            )
            try tx.put(level)
        }
    }

    /// The ledger is whole and says exactly this many were sold.
    private func expectSold(_ subject: StoreSubject, _ sold: Int, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let level = try await subject.store.inventoryDetail(.default, SKU(stored: "A"))?.level
        #expect(level?.physical ?? 0 == -Int64(sold), sourceLocation: sourceLocation)
        let mismatches = try await subject.store.ledgerMismatches(.default, after: nil, limit: 10)
        #expect(mismatches.isEmpty, sourceLocation: sourceLocation)
    }

    private func withFaultyDisk(
        _ body: (StoreSubject, SQLiteStore, FaultyDisk, _ path: String) async throws -> Void
    ) async throws {
        let disk = FaultyDisk()
        var options = SQLiteStore.Options()
        options.fileSystem = disk.name
        try await withStore(options: options) { subject, store, path in try await body(subject, store, disk, path) }
    }

    @Test(
        "wherever a write fails nothing has happened, and the next step after the cause is gone succeeds",
        arguments: [SQLITE_FULL, ioWriteFailure, SQLITE_READONLY]
    )
    func writeFailures(_ failure: Int32) async throws {
        try await withFaultyDisk { subject, _, disk, _ in
            try await sell(subject, 0)
            var sold = 1
            for succeeding in 0..<12 {
                disk.order {
                    $0.writesLeft = succeeding
                    $0.writeFailure = failure
                }
                do {
                    try await sell(subject, sold)
                    sold += 1
                } catch {
                    guard case .unavailable? = error as? StoreError else {
                        Issue.record("\(error)")
                        return
                    }
                    // Still failing, and still refused.
                    await #expect(throws: StoreError.self) { try await sell(subject, sold) }
                    await #expect(throws: StoreError.self) { try await subject.store.checkHealth() }
                    // Reads go on.
                    try await expectSold(subject, sold)
                }
                try await expectSold(subject, sold)
                disk.order { $0.writesLeft = nil }
                try await subject.store.checkHealth()
                try await sell(subject, sold)
                sold += 1
                try await expectSold(subject, sold)
            }
            #expect(disk.current.refused > 0)
        }
    }

    @Test("of steps that share a failing commit none has happened")
    func sharedFailure() async throws {
        try await withFaultyDisk { subject, _, disk, _ in
            try await sell(subject, 0)
            disk.order { $0.writesLeft = 0 }
            let failures = await withTaskGroup(of: Bool.self) { group in
                for id in 1...100 {
                    group.addTask {
                        do {
                            try await sell(subject, id)
                            return false
                        } catch {
                            return error is StoreError
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 100)
            try await expectSold(subject, 1)
            disk.order { $0.writesLeft = nil }
            try await sell(subject, 101)
            try await expectSold(subject, 2)
        }
    }

    @Test("a commit that could not be synced has not happened, not even after a crash")
    func failedSync() async throws {
        try await withFaultyDisk { subject, _, disk, path in
            try await sell(subject, 0)
            disk.order { $0.failsSync = true }
            await #expect(throws: StoreError.self) { try await sell(subject, 1) }
            #expect(disk.current.refused > 0)
            try await withCrashedCopy(of: path) { copy in
                let store = try await openStore(copy)
                try await expectSold(StoreSubject(store: store, clock: ManualClock()), 1)
                await store.close()
            }
            disk.order { $0.failsSync = false }
            try await expectSold(subject, 1)
            try await sell(subject, 2)
            try await expectSold(subject, 2)
        }
    }

    @Test("a database that may not grow refuses steps until it may")
    func fullDatabase() async throws {
        try await withStore { subject, store, _ in
            try await sell(subject, 0)
            try await pragma(store, "max_page_count = 1")
            var sold = 1
            // The pages that are there may have room for some more.
            while sold < 100 {
                do {
                    try await sell(subject, sold)
                    sold += 1
                } catch {
                    guard case .unavailable? = error as? StoreError else {
                        Issue.record("\(error)")
                        return
                    }
                    break
                }
            }
            #expect(sold < 100)
            try await expectSold(subject, sold)
            try await pragma(store, "max_page_count = 1000000")
            try await sell(subject, sold)
            try await expectSold(subject, sold + 1)
        }
    }

    @Test("pages that are not what was written are damage, and are said to be")
    func damagedPages() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/store.db"
            let clock = ManualClock()
            let store = try await openStore(path, clock: clock)
            for id in 0..<200 { try await sell(StoreSubject(store: store, clock: clock), id) }
            await store.close()
            try overwritePages(of: path, from: 2)
            do {
                let reopened = try await openStore(path, clock: clock)
                let subject = StoreSubject(store: reopened, clock: clock)
                await expectDamage { try await sell(subject, 1000) }
                await expectDamage { _ = try await reopened.inventoryDetail(.default, SKU(stored: "A")) }
                await reopened.close()
            } catch {
                // SQLite may see it as early as this.
                await expectDamage { throw error }
            }
        }
    }

    private func expectDamage(_ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("the damage was not noticed")
        } catch {
            guard case .damaged? = error as? StoreError else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private func pragma(_ store: SQLiteStore, _ pragma: String) async throws {
        try await store.enqueue { context in try context.memory.connection.execute("PRAGMA \(pragma)") }
    }
}
