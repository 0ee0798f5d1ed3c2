import Inventory
import Logging
import ServiceLifecycle
import Sync
import SyncTesting
import Testing

@Suite("Telling channels")
struct BroadcastServiceTests {
    static let channel = ChannelID(stored: "pos")

    /// Runs a broadcaster on a bench with one `http` channel. `claims`: as one of several instances, all commits being
    /// those of another one.
    func withBroadcaster(
        _ settings: SyncSettings = SyncSettings(),
        batchLimit: Int = 100,
        claims: (any ChannelClaims)? = nil,
        _ body: (Bench, FakeChannel) async throws -> Void
    ) async throws {
        try await withBench(settings) { bench in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let directory = ChannelDirectory(store: bench.store, vault: OpenVault(), logger: logger)
            let fake = FakeChannel(batchLimit: batchLimit)
            try await bench.addWeb(Self.channel)
            bench.clock.advance(by: .seconds(1))
            try await directory.reload()
            let service = BroadcastService(
                store: bench.store,
                directory: directory,
                gateways: fake,
                settings: settings,
                clock: bench.clock,
                board: ChannelStatusBoard(),
                newID: bench.ids.next,
                claims: claims ?? SoleInstance(),
                logger: logger
            )
            if claims == nil {
                bench.store.observe(service)
                bench.store.observe(directory)
            }
            let running = Task { try await service.run() }
            do {
                try await body(bench, fake)
            } catch {
                running.cancel()
                throw error
            }
            running.cancel()
            _ = await running.result
        }
    }

    func sku(_ text: String) -> SKU { SKU(stored: text) }

    @Test("A channel is told the formula's value, and never one that nobody has counted")
    func told() async throws {
        try await withBroadcaster { bench, fake in
            try await bench.addShop()
            _ = try await bench.take(try bench.order(1, [("UNKNOWN", 1)]))
            try await bench.count("A", 5)
            try await eventually("A is told") { fake.shown[sku("A")] == 5 }
            try await bench.command { try BufferCommands.set($0, BufferRule(amount: .units(2)), at: .tenant) }
            try await eventually("the buffer is told") { fake.shown[sku("A")] == 3 }
            #expect(fake.shown[sku("UNKNOWN")] == nil)
        }
    }

    @Test("What another instance commits is told at the next beat, a rule for all SKUs as well")
    func otherInstance() async throws {
        try await withBroadcaster(claims: BeatingClaims()) { bench, fake in
            try await bench.count("A", 5)
            try await eventually("A is told") { fake.shown[sku("A")] == 5 }
            for units in [2, 3] as [Int64] {
                try await bench.command { try BufferCommands.set($0, BufferRule(amount: .units(units)), at: .tenant) }
                try await eventually("the buffer of \(units) is told") { fake.shown[sku("A")] == 5 - units }
            }
        }
    }

    @Test("A channel that shows the right count already gets no write")
    func alreadyRight() async throws {
        try await withBroadcaster { bench, fake in
            try await bench.count("A", 5)
            try await eventually("A is told") { fake.shown[sku("A")] == 5 }
            let before = fake.batches.count
            try await bench.count("A", 5)
            try await bench.count("B", 1)
            try await eventually("B is told") { fake.shown[sku("B")] == 1 }
            #expect(fake.batches.dropFirst(before).allSatisfy { !$0.items.contains { $0.sku == sku("A") } })
        }
    }

    @Test("Bursts coalesce, versions rise, and one batch is under way at a time")
    func coalescing() async throws {
        try await withBroadcaster { bench, fake in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 1...50 as ClosedRange<Int64> {
                    group.addTask { try await bench.count("S\(round % 5)", round) }
                }
                try await group.waitForAll()
            }
            try await eventually("every SKU shows its last count") {
                for number in 0..<5 {
                    guard let physical = try await bench.physical("S\(number)"),
                        fake.shown[sku("S\(number)")] == physical
                    else { return false }
                }
                return true
            }
            #expect(fake.mostUnderWay == 1)
            var versions: [SKU: Int64] = [:]
            for item in fake.batches.flatMap(\.items) {
                #expect(item.version > versions[item.sku] ?? 0)
                versions[item.sku] = item.version
            }
        }
    }

    @Test("One bad item is named and set aside; the rest goes on", arguments: [true, false])
    func badItem(naming: Bool) async throws {
        try await withBroadcaster { bench, fake in
            fake.refuse([sku("BAD")], naming: naming)
            for name in ["A", "B", "BAD", "C", "D"] { try await bench.count(name, 3) }
            try await eventually("the others are told") { fake.shown.count == 4 }
            try await eventually("the bad one is named") {
                try await bench.alerts(.syncFailed).map(\.key.sku) == [sku("BAD")]
            }
            fake.refuse([], naming: naming)
            try await eventually("it is told once it is good again") {
                bench.clock.advance(by: .seconds(60))
                // What was set aside is due by the clock of the test; a commit wakes the broadcaster.
                try await bench.count("E", Int64.random(in: 1...1000))
                return fake.shown[sku("BAD")] == 3
            }
            try await eventually("its alert is resolved") { try await bench.alerts(.syncFailed).isEmpty }
        }
    }

    @Test("A channel that is away is told later what is right then")
    func outage() async throws {
        try await withBroadcaster { bench, fake in
            let away = GatewayError(kind: .unavailable, reason: "connection refused")
            fake.fail(.unavailable(away), .unavailable(away))
            try await bench.count("A", 5)
            try await bench.count("A", 4)
            try await eventually("A is told") { fake.shown[sku("A")] == 4 }
        }
    }

    @Test("A count that goes back to the last one acknowledged is told all the same when a reply was lost between")
    func lostReply() async throws {
        try await withBroadcaster { bench, fake in
            try await bench.count("A", 5)
            try await eventually("A is told") { fake.shown[sku("A")] == 5 }
            try await eventually("nothing waits") {
                try await bench.store.backlog(Bench.tenant, Self.channel, now: bench.clock.now).dirty == 0
            }
            fake.loseReplies(1)
            try await bench.count("A", 4)
            try await eventually("the channel took it") { fake.shown[sku("A")] == 4 }
            try await bench.count("A", 5)
            try await eventually("A is told again") { fake.shown[sku("A")] == 5 }
        }
    }

    @Test("Bad credentials pause the channel, keep its dirt and call for somebody; resuming tells all")
    func credentials() async throws {
        try await withBroadcaster { bench, fake in
            fake.fail(.unavailable(GatewayError(kind: .credentials, reason: "401")))
            try await bench.count("A", 5)
            try await eventually("the channel is paused") {
                try await bench.store.channel(Bench.tenant, Self.channel)?.pause == .credentials
            }
            #expect(try await bench.alerts(.channelPaused).count == 1)
            try await bench.count("B", 6)
            #expect(try await bench.store.backlog(Bench.tenant, Self.channel, now: bench.clock.now).dirty == 2)
            try await bench.command { _ = try ChannelCommands.setPause($0, id: Self.channel, nil) }
            try await eventually("all is told") { fake.shown == [sku("A"): 5, sku("B"): 6] }
            #expect(try await bench.alerts(.channelPaused).isEmpty)
        }
    }

    @Test("A new channel is told every tracked SKU, in as many batches as it takes")
    func newChannel() async throws {
        try await withBroadcaster(batchLimit: 40) { bench, fake in
            try await bench.store.write(Bench.tenant) { tx in
                for number in 0..<250 {
                    try tx.put(
                        Level(
                            sku: SKU(stored: "T\(number)"),
                            physical: 0,
                            tracked: true,
                            version: 1,
                            updatedAt: tx.now
                        )
                    )
                }
                try tx.requestSweep(of: Self.channel)
                tx.emit(.buffers(skus: []))
            }
            try await eventually("all are told") { fake.shown.count == 250 }
            #expect(fake.batches.allSatisfy { $0.items.count <= 40 })
        }
    }

    @Test("What waits too long is an alert, which goes when it is told")
    func stalled() async throws {
        try await withBroadcaster(SyncSettings(stallTime: .milliseconds(400))) { bench, fake in
            fake.refuse([sku("A")], naming: true)
            try await bench.count("A", 5)
            try await eventually("the stall is seen") {
                bench.clock.advance(by: .milliseconds(50))
                return try await bench.alerts(.syncStalled).count == 1
            }
            fake.refuse([], naming: true)
            try await eventually("it is over") {
                bench.clock.advance(by: .seconds(60))
                try await bench.count("B", Int64.random(in: 1...1000))
                return try await bench.alerts(.syncStalled).isEmpty
            }
        }
    }
}
