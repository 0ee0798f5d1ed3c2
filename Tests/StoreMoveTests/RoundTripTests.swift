import DynamoDBStore
import Inventory
import SQLiteStore
import Sync
import SyncTesting
import Testing

@Suite("A move from one engine to the other", .serialized, .enabled(if: endpoint != nil))
struct RoundTripTests {
    @Test("takes every row there and back, page by page, while requests are throttled")
    func thereAndBack() async throws {
        try await withEngines(faults: "/faults/throttle/9/move") { engines in
            let clock = engines.clock
            let first = try await engines.file("first", isForMoving: false)
            let subject = StoreSubject(store: first, clock: clock)
            try await EveryKind.fill(subject)
            try await EveryKind.setMarksAside(subject)
            let wanted = try await StorePicture.of(first, EveryKind.tenants, now: clock.now)

            let tables = try await engines.tables("a")
            let move = engines.move(from: SQLiteArchive(first), to: DynamoDBArchive(tables), pageLimit: 4)
            let there = try await move.run()
            #expect(there.differences == [] && there.differenceCount == 0 && !there.isResumed)
            #expect(there.verified == there.copied.values.reduce(0, +))
            // Nothing was left out: every kind has rows.
            #expect(Set(there.copied.filter { $0.value > 0 }.keys) == Set(ArchiveKind.allCases.map(\.rawValue)))
            try await expect(tables, wanted, clock)

            let back = try await engines.file("back")
            let wayBack = engines.move(from: DynamoDBArchive(tables), to: SQLiteArchive(back), pageLimit: 4)
            let again = try await wayBack.run()
            #expect(again.differences == [] && again.copied == there.copied)
            try await expect(back, wanted, clock)
            await back.close()
            await tables.close()
            await first.close()

            // Both are served as any other store is.
            let served = try await engines.file("back", isForMoving: false)
            try await expect(served, wanted, clock)
            await served.close()
            let shared = try await engines.tables("a", isForMoving: false)
            try await expect(shared, wanted, clock)
            await shared.close()
        }
    }

    @Test("goes on after a kill at every page", arguments: [true, false])
    func killed(isToTables: Bool) async throws {
        try await withEngines { engines in
            let clock = engines.clock
            let file = try await engines.file("first")
            let tables = try await engines.tables("a")
            let filled: any Store = isToTables ? file : tables
            try await EveryKind.fill(StoreSubject(store: filled, clock: clock, isExpirySwept: false))
            let wanted = try await StorePicture.of(filled, EveryKind.tenants, now: clock.now)
            var lives = 0
            while true {
                lives += 1
                try #require(lives < 500)
                // As a process does, each life opens what it works on anew.
                let (left, right) = (SQLiteArchive(file), DynamoDBArchive(tables))
                let (source, target): (any StoreArchive, any StoreArchive) = isToTables ? (left, right) : (right, left)
                let move = engines.move(from: source, to: MortalArchive(target), pageLimit: 9)
                do {
                    let report = try await move.run()
                    #expect(report.differences == [] && report.isResumed)
                    break
                } catch is Killed {
                    try await refusesService(engines, isToTables)
                }
            }
            #expect(lives > ArchiveKind.allCases.count)
            try await expect(isToTables ? tables : file, wanted, clock)
            await file.close()
            await tables.close()
        }
    }

    /// Until the move is complete nobody serves the target.
    private func refusesService(_ engines: Engines, _ isToTables: Bool) async throws {
        guard isToTables else { return }
        await #expect { try await engines.tables("a", isForMoving: false) } throws: {
            "\($0)".contains("syncstate migrate")
        }
    }

    private func expect(_ store: any Store, _ wanted: [String: [String]], _ clock: ManualClock) async throws {
        let found = try await StorePicture.of(store, EveryKind.tenants, now: clock.now)
        for (name, rows) in wanted { #expect(found[name] == rows, "\(name)") }
        #expect(found.count == wanted.count)
    }
}
