import DynamoDB
import DynamoDBStore
import GRDB
import Inventory
import SQLiteStore
import Sync
import SyncTesting
import Testing

@Suite("A move that would do harm", .serialized, .enabled(if: endpoint != nil))
struct RefusalTests {
    /// A filled file and what it was moved to.
    private func withMoved(_ body: (Engines, SQLiteStore, DynamoDBStore) async throws -> Void) async throws {
        try await withEngines { engines in
            let file = try await engines.file("first")
            let tables = try await engines.tables("a")
            try await EveryKind.fill(StoreSubject(store: file, clock: engines.clock))
            let report = try await move(engines, file, tables).run()
            #expect(report.differences == [])
            try await body(engines, file, tables)
            await tables.close()
            await file.close()
        }
    }

    private func move(_ engines: Engines, _ file: SQLiteStore, _ tables: DynamoDBStore) -> StoreMove {
        engines.move(from: SQLiteArchive(file), to: DynamoDBArchive(tables))
    }

    @Test("is found out by verification, row by row, in lists and indexes too")
    func spoiled() async throws {
        try await withMoved { engines, file, tables in
            let prefix = tables.tablePrefix
            let client = engines.client
            func rows(_ table: StoreTable, _ partition: String) async throws -> [Item] {
                try await client.query(ItemQuery(table: prefix + table.rawValue, partition: partition)).items
            }
            func delete(_ table: StoreTable, _ item: Item) async throws {
                let (partition, sort) = (item["pk"]?.string ?? "", item["sk"]?.string ?? "")
                try await client.batchDelete([ItemKey(table: prefix + table.rawValue, partition: partition, sort: sort)]
                )
            }
            // A level that is otherwise, a movement less, one more, an alert that its summary has lost, and a shorter dirt.
            var level = try #require(try await rows(.inventory, "default").first { $0["sk"]?.string == "SKU-3" })
            level["physical"] = .number(4)
            try await client.put(level, in: prefix + "Inventory")
            try await delete(.movements, try await rows(.movements, "default/SKU-4")[3])
            var more = try #require(try await rows(.movements, "default/SKU-1").last)
            more["sk"] = .string("09300000000000000000")
            more["movementId"] = .string("forged")
            try await client.put(more, in: prefix + "Movements")
            try await delete(.alerts, try #require(try await rows(.alerts, "default/live").last))
            try await delete(.work, try #require(try await rows(.work, "default/web#1/dirt").first))
            let answers = try await client.scan(prefix + "Transactions", partitionContaining: "default/answer/").items
            try await delete(.transactions, try #require(answers.first { $0["bodyId"] == nil && $0["key"] != nil }))

            let report = try await move(engines, file, tables).verify()
            let found = Set(report.differences.map { "\($0.kind) \($0.key) \($0.fault)" })
            #expect(found.contains("stock SKU-3 different"))
            #expect(found.contains("movements SKU-4/\(Self.uuid(403)) missing"))
            #expect(found.contains("movements SKU-1/forged extra"))
            #expect(found.contains { $0.hasPrefix("alerts ") && $0.hasSuffix(" unlisted") })
            #expect(found.contains("dirt web/SKU-5 missing"))
            #expect(found.contains { $0.hasPrefix("answers PUT /v1/a key ") && $0.hasSuffix(" different") })
            // The mark's own row is right, and not in the list of those that wait.
            #expect(found.contains("stock SKU-5 unlisted"))
            #expect(found.count == 7 && report.differenceCount == 7, "\(found.sorted())")
        }
    }

    private static func uuid(_ number: Int) -> String { "0198c0de-0000-7000-8000-000000000\(number)" }

    @Test("is found out by verification of a file")
    func spoiledFile() async throws {
        try await withEngines { engines in
            let tables = try await engines.tables("a")
            try await EveryKind.fill(StoreSubject(store: tables, clock: engines.clock, isExpirySwept: false))
            var file = try await engines.file("back")
            func move() -> StoreMove {
                engines.move(from: DynamoDBArchive(tables), to: SQLiteArchive(file), pageLimit: 4)
            }
            #expect(try await move().run().differences == [])
            await file.close()
            let raw = try DatabaseQueue(path: engines.path("back"))
            try await raw.write { db in
                try db.execute(
                    sql: """
                        UPDATE stock SET reserved = reserved + 1 WHERE sku = 'SKU-7' AND tenant_id = 0;
                        DELETE FROM returns WHERE id = 4;
                        DELETE FROM looks WHERE sku = 'SKU-2' AND channel_id = 1;
                        DELETE FROM answers WHERE key = 'key 2' AND tenant_id = 0;
                        UPDATE transactions SET expires_at = expires_at + 1 WHERE id = 2;
                        """
                )
            }
            try raw.close()
            file = try await engines.file("back")
            let report = try await move().verify()
            let found = Set(report.differences.map { "\($0.kind) \($0.key) \($0.fault)" })
            #expect(found.contains("stock SKU-7 different"))
            #expect(found.contains { $0.hasPrefix("returns ") && $0.hasSuffix("missing") })
            #expect(found.contains("stock SKU-2 unlisted"))
            #expect(found.contains("answers PUT /v1/a key 2 different"))
            #expect(found.contains { $0.hasPrefix("transactions ") && $0.hasSuffix("different") })
            #expect(found.count == 5, "\(found.sorted())")
            await file.close()
            await tables.close()
        }
    }

    @Test("does not begin over other rows")
    func otherRows() async throws {
        try await withEngines { engines in
            let (first, second) = (try await engines.file("first"), try await engines.file("second"))
            let tables = try await engines.tables("a")
            for file in [first, second] { try await EveryKind.fill(StoreSubject(store: file, clock: engines.clock)) }
            #expect(try await move(engines, first, tables).run().differences == [])
            // Neither those of another file nor those that were served before.
            await expectRefusal("holds rows already") { _ = try await move(engines, second, tables).run() }
            await expectRefusal("nothing was moved") { _ = try await move(engines, second, tables).verify() }
            let back = engines.move(from: DynamoDBArchive(tables), to: SQLiteArchive(second))
            await expectRefusal("move its file out of the way") { _ = try await back.run() }
            // The same again copies nothing and may be verified as often as one likes.
            let again = try await move(engines, first, tables).run()
            #expect(again.isResumed && again.differences == [])
            for store in [first, second] { await store.close() }
            await tables.close()
        }
    }

    @Test("does not go on from a source that was served in between")
    func servedInBetween() async throws {
        try await withEngines { engines in
            let file = try await engines.file("first")
            let tables = try await engines.tables("a")
            try await EveryKind.fill(StoreSubject(store: file, clock: engines.clock))
            await expectKill(
                engines.move(from: SQLiteArchive(file), to: MortalArchive(DynamoDBArchive(tables)), pageLimit: 20)
            )
            await expectRefusal("not everything is copied") { _ = try await move(engines, file, tables).verify() }
            try await file.write(.default) { tx in
                try tx.put(
                    AccessKey(
                        keyId: "late",
                        tenant: .default,
                        name: "late",
                        role: .viewer,
                        hash: [9],
                        isFirst: false,
                        createdAt: tx.now,
                        expiresAt: nil
                    )
                )
            }
            await expectRefusal("was served after this move began") { _ = try await move(engines, file, tables).run() }
            await file.close()
            await tables.close()
        }
    }

    @Test("is not served while it is half done")
    func halfDoneFile() async throws {
        try await withEngines { engines in
            let tables = try await engines.tables("a")
            try await EveryKind.fill(StoreSubject(store: tables, clock: engines.clock, isExpirySwept: false))
            let file = try await engines.file("back")
            await expectKill(
                engines.move(from: DynamoDBArchive(tables), to: MortalArchive(SQLiteArchive(file)), pageLimit: 20)
            )
            await file.close()
            await #expect { try await engines.file("back", isForMoving: false) } throws: { error in
                "\(error)".contains("syncstate migrate --from dynamodb --to sqlite")
            }
            await tables.close()
        }
    }

    @Test("waits until nobody has a lease, and refuses while somebody renews one")
    func leases() async throws {
        try await withEngines { engines in
            let tables = try await engines.tables("a")
            let file = try await engines.file("first")
            try await EveryKind.fill(StoreSubject(store: tables, clock: engines.clock, isExpirySwept: false))
            let directory = ChannelDirectory(store: tables, vault: OpenVault(), logger: quiet)
            try await directory.reload()
            let entries = directory.entries
            let times = ChannelLeases.Times(beat: .milliseconds(20), life: .seconds(1))
            let leases = ChannelLeases(tables, times: times, logger: quiet)
            let serving = Task { await leases.follow({ entries }, beat: {}) }
            let archive = DynamoDBArchive(tables, leaseLife: .seconds(20))
            while leases.term(.default, ChannelID(stored: "web")) == nil { try await Task.sleep(for: .milliseconds(5)) }
            await #expect { try await archive.requireIdle() } throws: { error in
                guard case StoreError.inUse(let reason) = error else { return false }
                return reason.contains("stop all servers")
            }
            serving.cancel()
            await serving.value
            // They were let go of: nothing is waited for.
            try await archive.requireIdle()
            await file.close()
            await tables.close()
        }
    }

    private func expectKill(_ move: StoreMove) async {
        await #expect(throws: Killed.self) { _ = try await move.run() }
    }

    private func expectRefusal(_ words: String, _ body: () async throws -> Void) async {
        await #expect { try await body() } throws: { error in
            (error as? MoveRefusal)?.description.contains(words) == true
        }
    }
}
