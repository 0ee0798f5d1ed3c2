import Inventory
import Logging
import Sync
import SyncTesting
import Testing

@Suite("What an http channel may have been told without acknowledging it")
struct ToldDoubtTests {
    private static let channel = ChannelID(stored: "pos")
    private static let sku = SKU(stored: "A")

    /// One process with one `http` channel, whose rounds the test runs. `store`: what the process writes through.
    private func process(
        _ bench: Bench,
        _ fake: FakeChannel,
        store: (any Store)? = nil
    ) async throws -> ChannelBroadcaster {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let directory = ChannelDirectory(store: bench.store, vault: OpenVault(), logger: logger)
        try await directory.reload()
        return ChannelBroadcaster(
            entry: try #require(directory.entry(Bench.tenant, Self.channel)),
            gateway: fake,
            store: store ?? bench.store,
            settings: bench.settings,
            clock: bench.clock,
            board: ChannelStatusBoard(),
            newID: bench.ids.next,
            logger: logger
        )
    }

    /// A process that has told 5 of A and 7 of B, which the channel acknowledged.
    private func toldProcess(_ bench: Bench, _ fake: FakeChannel) async throws -> ChannelBroadcaster {
        let broadcaster = try await process(bench, fake)
        try await bench.count("A", 5)
        try await bench.count("B", 7)
        try await rest(broadcaster, bench)
        return broadcaster
    }

    /// Rounds until nothing is due, nor made so by the last one.
    private func rest(_ process: ChannelBroadcaster, _ bench: Bench) async throws {
        for _ in 1...20 {
            guard case .idle = try await process.round(failures: 0) else { continue }
            let backlog = try await bench.store.backlog(Bench.tenant, Self.channel, now: bench.clock.now)
            if backlog.nothingIsDue { return }
        }
        Issue.record("it never comes to rest")
    }

    private func withChannel(
        batchLimit: Int = 100,
        _ body: (Bench, FakeChannel) async throws -> Void
    ) async throws {
        try await withBench { bench in
            try await bench.addWeb(Self.channel)
            bench.clock.advance(by: .seconds(1))
            try await body(bench, FakeChannel(batchLimit: batchLimit))
        }
    }

    @Test("It is told all the same when the store was away as the other count was taken")
    func storeAway() async throws {
        try await withChannel { bench, fake in
            // The first count's version, it itself, the sweep and what it marked are written down; the second count is not.
            let store = CrashingStore(bench.store, halves: 8, recovers: true)
            let broadcaster = try await process(bench, fake, store: store)
            bench.clock.advance(by: .seconds(1))
            try await bench.count("A", 5)
            try await rest(broadcaster, bench)
            bench.clock.advance(by: .seconds(1))
            try await bench.count("A", 4)
            await #expect(throws: CrashingStore.Crash.self) { _ = try await broadcaster.round(failures: 0) }
            #expect(fake.shown[Self.sku] == 4)
            try await bench.count("A", 5)
            try await rest(broadcaster, bench)
            #expect(fake.shown[Self.sku] == 5)
        }
    }

    @Test("The process after it tells it, whatever became of our clock", arguments: [-110, 0, 110])
    func crash(clockSetBy seconds: Int) async throws {
        try await withChannel { bench, fake in
            let before = try await process(bench, fake)
            try await bench.count("A", 5)
            try await rest(before, bench)
            bench.clock.advance(by: .seconds(60))
            try await bench.count("A", 4)
            bench.clock.advance(by: .seconds(seconds))
            fake.loseReplies(1)
            _ = try await before.round(failures: 0)
            #expect(fake.shown[Self.sku] == 4)
            let after = try await process(bench, fake)
            try await bench.count("A", 5)
            // By then the first mark is older than the process, by whatever clock.
            bench.clock.advance(by: .seconds(300))
            try await rest(after, bench)
            #expect(fake.shown[Self.sku] == 5)
        }
    }

    @Test("Once nothing of that time is left to tell, a channel that shows the right count gets no write")
    func ends() async throws {
        try await withChannel { bench, fake in
            let broadcaster = try await toldProcess(bench, fake)
            fake.loseReplies(1)
            try await bench.count("A", 4)
            try await rest(broadcaster, bench)
            let told = fake.batches.count
            try await bench.count("B", 7)
            try await bench.count("A", 4)
            try await rest(broadcaster, bench)
            #expect(fake.batches.count == told)
        }
    }

    @Test("What has been acknowledged since is not told twice, though other counts still wait")
    func acknowledged() async throws {
        try await withChannel(batchLimit: 1) { bench, fake in
            let broadcaster = try await process(bench, fake)
            try await bench.count("A", 5)
            try await bench.count("B", 7)
            _ = try await broadcaster.round(failures: 0)
            try await bench.count("A", 5)
            try await rest(broadcaster, bench)
            #expect(fake.batches.map { $0.items.map(\.sku.value) } == [["A"], ["B"]])
        }
    }

    @Test(
        "What is told before a change of rules has reached its SKU is newer than what was told by the rules of before"
    )
    func unswept() async throws {
        try await withChannel { bench, fake in
            let broadcaster = try await toldProcess(bench, fake)
            // Nobody knows when the channel takes this one.
            fake.loseReplies(1)
            try await bench.count("A", 6)
            _ = try await broadcaster.round(failures: 0)
            try await bench.command { context in
                let scope = BufferScope(channel: Self.channel)
                try BufferCommands.set(context, BufferRule(amount: .units(2)), at: scope)
            }
            broadcaster.expectSweep()
            try await rest(broadcaster, bench)
            let ofA = fake.batches.flatMap(\.items).filter { $0.sku == Self.sku }
            #expect(ofA.map(\.count) == [5, 6, 4])
            #expect(ofA[1].version < ofA[2].version)
            #expect(fake.batches.flatMap(\.items).filter { $0.sku != Self.sku }.map(\.count) == [7, 5])
        }
    }

    @Test("A count that is sent again while a sweep waits keeps its version")
    func sentAgain() async throws {
        try await withChannel { bench, fake in
            let away = GatewayError(kind: .unavailable, reason: "connection refused")
            fake.fail(.unavailable(away), .unavailable(away))
            let broadcaster = try await process(bench, fake)
            try await bench.count("A", 5)
            for _ in 1...3 { _ = try await broadcaster.round(failures: 0) }
            let versions = fake.batches.flatMap(\.items).map(\.version)
            #expect(versions.count == 3 && Set(versions).count == 1)
        }
    }

    @Test("An item that was refused is told what it showed before: nobody knows what it took meanwhile")
    func refused() async throws {
        try await withChannel { bench, fake in
            let broadcaster = try await process(bench, fake)
            try await bench.count("A", 5)
            try await rest(broadcaster, bench)
            fake.refuse([Self.sku], naming: true)
            try await bench.count("A", 4)
            try await rest(broadcaster, bench)
            fake.refuse([], naming: true)
            try await bench.count("A", 5)
            bench.clock.advance(by: .seconds(600))
            let told = fake.batches.count
            try await rest(broadcaster, bench)
            #expect(fake.batches.count == told + 1)
        }
    }
}
