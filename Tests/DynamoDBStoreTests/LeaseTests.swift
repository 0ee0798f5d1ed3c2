import DynamoDB
import DynamoDBStore
import Inventory
import NIOConcurrencyHelpers
import Sync
import SyncTesting
import Testing

@Suite("Leases on channels", .serialized, .enabled(if: StandIn.endpoint != nil))
struct LeaseTests {
    private static let web = ChannelID(stored: "web")
    private static let times = ChannelLeases.Times(beat: .milliseconds(20), life: .seconds(3))

    @Test("one instance has the channel, another takes over when it lets go, and the first writes nothing any more")
    func fencing() async throws {
        try await withStore { _, store, prefix in
            _ = try await makeWebChannel(store)
            let (first, second) = (leases(store), leases(store))
            let entries = try await Self.entries(store)
            let working = Task { await first.follow({ entries }, beat: {}) }
            let term = try await eventually { first.term(.default, Self.web) }
            let waiting = Task { await second.follow({ entries }, beat: {}) }
            try await write(store, first, term, physical: 1)
            // Renewed again and again, for longer than a lease lives.
            let end = ContinuousClock.now.advanced(by: Self.times.life * 2)
            while ContinuousClock.now < end {
                #expect(second.term(.default, Self.web) == nil)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(first.term(.default, Self.web) == term)

            working.cancel()
            await working.value
            let next = try await eventually { second.term(.default, Self.web) }
            #expect(next > term && first.term(.default, Self.web) == nil)
            // As an instance that was paused would, when it wakes up.
            await #expect(throws: StoreError.self) { try await write(store, first, term, physical: 2) }
            try await write(store, second, next, physical: 3)
            await #expect(throws: StoreError.self) { try await write(store, first, term, physical: 4, rows: 150) }
            #expect(try await store.inventoryDetail(.default, SKU(stored: "A"))?.level.physical == 3)
            #expect(try await store.inventoryDetail(.default, SKU(stored: "row-1"))?.level == nil)
            waiting.cancel()
            await waiting.value
        }
    }

    @Test("a lease that nobody renews is taken over once its life is over, and no sooner")
    func death() async throws {
        try await withStore { _, store, _ in
            _ = try await makeWebChannel(store)
            let entries = try await Self.entries(store)
            // It looks once, and is not heard of again.
            let dead = leases(store, beat: .seconds(3600))
            let began = ContinuousClock.now
            let working = Task { await dead.follow({ entries }, beat: {}) }
            let term = try await eventually { dead.term(.default, Self.web) }
            let heir = leases(store)
            let waiting = Task { await heir.follow({ entries }, beat: {}) }
            let next = try await eventually { heir.term(.default, Self.web) }
            #expect(next == term + 1)
            #expect(began.duration(to: .now) >= Self.times.life)
            #expect(dead.term(.default, Self.web) == nil)
            for task in [working, waiting] {
                task.cancel()
                await task.value
            }
            // The one that was taken for dead did not take the heir's lease away when it ended.
            #expect(heir.term(.default, Self.web) == nil)
        }
    }

    @Test("of many that reach for a free channel at the same moment one gets it")
    func rush() async throws {
        try await withStore { _, store, _ in
            _ = try await makeWebChannel(store)
            let entries = try await Self.entries(store)
            let all = (0..<12).map { _ in leases(store) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for one in all { group.addTask { try await one.look(at: entries) } }
                try await group.waitForAll()
            }
            #expect(all.count { $0.term(.default, Self.web) != nil } == 1)
        }
    }

    @Test("a step of a term that is over is not carried along by one of the term that lasts")
    func neighbours() async throws {
        try await withStore { _, store, _ in
            _ = try await makeWebChannel(store)
            let (first, second) = (leases(store), leases(store))
            let entries = try await Self.entries(store)
            let working = Task { await first.follow({ entries }, beat: {}) }
            let term = try await eventually { first.term(.default, Self.web) }
            working.cancel()
            await working.value
            let heir = Task { await second.follow({ entries }, beat: {}) }
            let next = try await eventually { second.term(.default, Self.web) }
            for round in 1...30 as ClosedRange<Int64> {
                // Both wait for the row, and are looked at together when it is free: they would share a commit.
                let before = Task { try await Self.put(store, physical: 0) }
                let late = Task { try await write(store, first, term, physical: -round) }
                let inTime = Task { try await write(store, second, next, physical: round) }
                try await inTime.value
                await #expect(throws: StoreError.self) { try await late.value }
                try await before.value
                #expect(try await store.inventoryDetail(.default, SKU(stored: "A"))?.level.physical != -round)
            }
            heir.cancel()
            await heir.value
        }
    }

    @Test("work that is done once: the next one waits, a dead one is not waited for, and it writes nothing any more")
    func alone() async throws {
        try await withStore { _, store, _ in
            let work = SharedWork.pull(.default, Self.web)
            // One is heard of no more once it has begun: its claim is never renewed.
            let silent = ChannelLeases(
                store,
                times: ChannelLeases.Times(beat: .seconds(3600), life: .seconds(3600)),
                logger: quiet
            )
            let heir = leases(store)
            let began = NIOLockedValueBox(false)
            let (woken, wake) = AsyncStream<Void>.makeStream()
            let paused = Task {
                try await silent.alone(at: work) {
                    try await Self.put(store, physical: 1)
                    began.withLockedValue { $0 = true }
                    for await _ in woken {}
                    try await Self.put(store, physical: 2)
                }
            }
            _ = try await eventually { began.withLockedValue { $0 } ? true : nil }
            let start = ContinuousClock.now
            try await heir.alone(at: work) {
                #expect(start.duration(to: .now) >= Self.times.life)
                try await Self.put(store, physical: 3)
                wake.finish()
                await #expect(throws: StoreError.self) { try await paused.value }
                // The one that woke up has not taken the claim away.
                try await Self.put(store, physical: 4)
            }
            #expect(try await store.inventoryDetail(.default, SKU(stored: "A"))?.level.physical == 4)
            // What has ended is not waited for, and each is alone while it lasts.
            let atWork = NIOLockedValueBox(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for leases in [heir, leases(store), leases(store)] {
                    group.addTask {
                        try await leases.alone(at: work) {
                            #expect(
                                atWork.withLockedValue { count in
                                    count += 1
                                    return count
                                } == 1
                            )
                            try await Task.sleep(for: .milliseconds(50))
                            atWork.withLockedValue { $0 -= 1 }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a channel that is new is claimed at once, not at the next beat")
    func newChannel() async throws {
        try await withStore { _, store, _ in
            let leases = leases(store, beat: .seconds(3600))
            let known = NIOLockedValueBox<[DirectoryEntry]>([])
            let looks = NIOLockedValueBox(0)
            let working = Task {
                await leases.follow({ known.withLockedValue { $0 } }, beat: { looks.withLockedValue { $0 += 1 } })
            }
            _ = try await eventually { looks.withLockedValue { $0 == 1 ? true : nil } }
            _ = try await makeWebChannel(store)
            let entries = try await Self.entries(store)
            known.withLockedValue { $0 = entries }
            leases.lookNow()
            _ = try await eventually { leases.term(.default, Self.web) }
            working.cancel()
            await working.value
        }
    }

    // MARK: - Helpers

    private func leases(_ store: DynamoDBStore, beat: Duration = Self.times.beat) -> ChannelLeases {
        ChannelLeases(store, times: ChannelLeases.Times(beat: beat, life: Self.times.life), logger: quiet)
    }

    private func write(
        _ store: DynamoDBStore,
        _ leases: ChannelLeases,
        _ term: Int64,
        physical: Int64,
        rows: Int = 0
    ) async throws {
        try await leases.during(term, of: .default, Self.web) {
            try await Self.put(store, physical: physical, rows: rows)
        }
    }

    private static func put(_ store: DynamoDBStore, physical: Int64, rows: Int = 0) async throws {
        try await store.write(.default) { tx in
            let level = { (sku: String) in
                Level(sku: SKU(stored: sku), physical: physical, tracked: true, version: 1, updatedAt: tx.now)
            }
            try tx.put(level("A"))
            for number in 0..<rows { try tx.put(level("row-\(number)")) }
        }
    }

    private static func entries(_ store: DynamoDBStore) async throws -> [DirectoryEntry] {
        let directory = ChannelDirectory(store: store, vault: OpenVault(), logger: quiet)
        try await directory.reload()
        return directory.entries
    }

    private func eventually<Value>(_ value: () -> Value?) async throws -> Value {
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while ContinuousClock.now < deadline {
            if let value = value() { return value }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Late()
    }

    private struct Late: Error {}
}
