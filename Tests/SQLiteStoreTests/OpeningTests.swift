import Foundation
import GRDB
import Inventory
import Sync
import SyncTesting
import Testing

@testable import SQLiteStore

@Suite("Opening and closing")
struct OpeningTests {
    private func openFails(_ path: String) async -> StoreError? {
        do {
            try await openStore(path).close()
            return nil
        } catch {
            return error as? StoreError
        }
    }

    @Test("rows outlive a clean end")
    func reopen() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/deep/er/store.db"
            let first = try await openStore(path)
            try await first.write(.default) { tx in
                try tx.put(Level(sku: SKU(stored: "A"), physical: 3, updatedAt: tx.now))
            }
            await first.close()
            await first.close()
            let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")
            #expect(log[.size] as? Int == 0)
            let second = try await openStore(path)
            #expect(try await second.inventoryDetail(.default, SKU(stored: "A"))?.level.physical == 3)
            await second.close()
        }
    }

    @Test("files and directories are for their owner only")
    func modes() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/made/store.db"
            let store = try await openStore(path)
            try await store.write(.default) { tx in try tx.put(Level(sku: SKU(stored: "A"), updatedAt: tx.now)) }
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode("\(directory)/made") == 0o700)
            for suffix in ["", "-wal", "-shm", ".lock"] { #expect(try mode(path + suffix) == 0o600, "\(suffix)") }
            await store.close()
        }
    }

    @Test("steps that were answered are there after a crash, and generations do not repeat")
    func crash() async throws {
        try await withStore(options: SQLiteStore.Options()) { subject, store, path in
            let channel = Channel(
                channelId: ChannelID(stored: "web"),
                kind: .http(url: "https://web.example"),
                sealedCredentials: [],
                pause: nil,
                createdAt: subject.clock.now,
                updatedAt: subject.clock.now
            )
            let sku = SKU(stored: "A")
            try await store.write(.default) { tx in
                try tx.put(channel)
                try tx.put(Level(sku: sku, physical: 1, tracked: true, updatedAt: tx.now))
            }
            var generations: Set<Int64> = []
            for round in 0..<20 {
                try await store.write(.default) { tx in
                    var level = try #require(try tx.level(sku))
                    level.physical += 1
                    try tx.put(level)
                    try tx.markDirty(sku)
                }
                let mark = try await mark(store, subject.clock.now)
                #expect(generations.insert(mark.generation).inserted)
                if round % 5 == 0 {
                    try await withCrashedCopy(of: path) { copy in
                        let revived = try await openStore(copy)
                        let level = try await revived.inventoryDetail(.default, sku)?.level
                        #expect(level?.physical == Int64(round + 2))
                        let before = try await self.mark(revived, subject.clock.now)
                        #expect(before == mark)
                        try await revived.write(.default) { tx in
                            try tx.clear(before, readAt: before.since)
                            try tx.markDirty(sku)
                        }
                        let after = try await self.mark(revived, subject.clock.now)
                        #expect(!generations.contains(after.generation) && after.generation > mark.generation)
                        await revived.close()
                    }
                }
            }
        }
    }

    private func mark(_ store: SQLiteStore, _ now: Timestamp) async throws -> DirtMark {
        let candidates = try await store.broadcastCandidates(.default, ChannelID(stored: "web"), now: now, limit: 2)
        #expect(candidates.count == 1)
        return try #require(candidates.first).mark
    }

    @Test("a second store on one file is refused by name, also by another way to the file")
    func secondStore() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/store.db"
            let link = "\(directory)/link.db"
            let first = try await openStore(path)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            for way in [path, link, "\(directory)/../\(URL(fileURLWithPath: directory).lastPathComponent)/store.db"] {
                guard case .inUse(let reason)? = await openFails(way) else {
                    Issue.record("\(way) was not refused")
                    continue
                }
                #expect(reason.contains("/store.db") && reason.contains("process \(getpid())"))
            }
            await first.close()
            #expect(await openFails(path) == nil)
        }
    }

    @Test("what is no database of this program is refused and left as it is")
    func foreignFiles() async throws {
        try await withTemporaryDirectory { directory in
            let garbage = "\(directory)/garbage.db"
            let short = "\(directory)/short.db"
            let foreign = "\(directory)/foreign.db"
            try Data(repeating: 0x5A, count: 8192).write(to: URL(fileURLWithPath: garbage))
            try Data("SQLite".utf8).write(to: URL(fileURLWithPath: short))
            try await DatabaseQueue(path: foreign).write { db in try db.execute(sql: "CREATE TABLE t (x)") }
            for path in [garbage, short, foreign] {
                let before = try Data(contentsOf: URL(fileURLWithPath: path))
                guard case .damaged(let reason)? = await openFails(path) else {
                    Issue.record("\(path) was not refused")
                    continue
                }
                #expect(reason.contains(path))
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            }
            #expect(await openFails(directory) != nil)
        }
    }

    @Test("a database that was cut short is damaged")
    func truncated() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/store.db"
            try await openStore(path).close()
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.truncate(atOffset: 4096 * 3)
            try file.close()
            guard case .damaged? = await openFails(path) else {
                Issue.record("it was not refused")
                return
            }
        }
    }

    @Test("a database of a later version is refused and left as it is")
    func laterVersion() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/store.db"
            try await openStore(path).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
            try queue.close()
            guard case .unavailable(let reason)? = await openFails(path) else {
                Issue.record("it was not refused")
                return
            }
            #expect(reason.contains("later version"))
        }
    }

    @Test("closing works off what waits and refuses what comes later")
    func closing() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/store.db"
            let store = try await openStore(path)
            let written = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await store.write(.default) { tx in
                                try tx.put(Level(sku: SKU(stored: "sku-\(number)"), updatedAt: tx.now))
                            }
                            return true
                        } catch {
                            #expect(error as? StoreError == .unavailable("it is shutting down"))
                            return false
                        }
                    }
                    if number == 100 {
                        group.addTask {
                            await store.close()
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            await #expect(throws: StoreError.self) { try await store.write(.default) { _ in } }
            let again = try await openStore(path)
            let page = try await again.inventory(
                .default,
                InventoryFilter(defaultThreshold: 0),
                PageRequest(limit: 250)
            )
            #expect(page.items.count == written)
            await again.close()
        }
    }
}
