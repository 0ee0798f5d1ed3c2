import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Shopify
import Sync
import Testing

/// Pushes to a shop that keeps Shopify's rules, over HTTP.
struct ShopifyWritingTests {
    @Test func comparesAndSets() async throws {
        let clock = ManualClock("2026-11-21T09:30:00.700Z")
        try await OpenShop.with(clock: clock.now) { open in
            clock.advance(seconds: 60)
            let report = await open.gateway.push(
                PushBatch(
                    txId: "tx-1",
                    items: [open.item("MUG-WHITE", to: 77, from: 80), open.item("POSTER-A2", to: -3, from: 25)]
                )
            )
            let written = PushReport.Outcome.told(at: Timestamp(iso8601: "2026-11-21T09:31:00Z"))
            #expect(report.verdict == .answered([written, written]))
            #expect(report.throttle == ThrottleState(maximum: 2000, available: 1990, restoreRate: 100))
            #expect(open.shows("MUG-WHITE") == 77)
            #expect(open.shows("POSTER-A2") == -3)
        }
    }

    @Test func aSaleOfAMomentAgoSurvives() async throws {
        try await OpenShop.with { open in
            try open.shop.sell([("MUG-WHITE", 2)])
            let cap = open.item("CAP-NAVY", to: 30, from: 35)
            let tote = open.item("TOTE-CANVAS", to: 40, from: 45)
            let first = PushBatch(txId: "tx-1", items: [cap, open.item("MUG-WHITE", to: 70, from: 80), tote])
            #expect(await open.gateway.push(first).verdict == .answered([.again, .stale, .again]))
            #expect(open.shows("MUG-WHITE") == 78)
            #expect(open.shows("CAP-NAVY") == 35)
            #expect(open.shows("TOTE-CANVAS") == 45)

            let rest = await open.gateway.push(PushBatch(txId: "tx-2", items: [cap, tote]))
            guard case .answered(let outcomes) = rest.verdict else { throw Unexpected(rest.verdict) }
            #expect(outcomes.count == 2 && outcomes.allSatisfy(\.isTold))
            #expect(open.shows("MUG-WHITE") == 78)
            #expect(open.shows("CAP-NAVY") == 30)
            #expect(open.shows("TOTE-CANVAS") == 40)
        }
    }

    @Test func oneBadItemDoesNotBlockTheOthers() async throws {
        try await OpenShop.with { open in
            let ghost = PushBatch.Item(
                sku: SKU(stored: "GHOST"),
                count: 1,
                version: 1,
                inventoryItemId: 404,
                expected: 0
            )
            let mug = open.item("MUG-WHITE", to: 1, from: 80)
            let cap = open.item("CAP-NAVY", to: 30, from: 35)
            // Each push takes those away that it names, until the rest is written.
            var waiting = [ghost, mug, cap, mug]
            var refusals: [SKU: Set<String>] = [:]
            var pushes = 0
            while !waiting.isEmpty, pushes < 4 {
                pushes += 1
                let report = await open.gateway.push(PushBatch(txId: "tx-\(pushes)", items: waiting))
                guard case .answered(let outcomes) = report.verdict, outcomes.count == waiting.count else {
                    throw Unexpected(report.verdict)
                }
                for (item, outcome) in zip(waiting, outcomes) {
                    if case .refused(let reason) = outcome { refusals[item.sku, default: []].insert(reason) }
                }
                waiting = zip(waiting, outcomes).filter { $1 == .again }.map(\.0)
            }
            #expect(waiting.isEmpty)
            #expect(
                refusals == [
                    ghost.sku: ["The specified inventory item could not be found."],
                    mug.sku: ["The combination of inventoryItemId and locationId must be unique."],
                ]
            )
            #expect(open.shows("CAP-NAVY") == 30)
            #expect(open.shows("MUG-WHITE") == 80)
        }
    }

    @Test func theSameBatchIsWrittenOnce() async throws {
        try await OpenShop.with { open in
            let batch = PushBatch(txId: "tx-1", items: [open.item("MUG-WHITE", to: 70, from: 80)])
            let first = await open.gateway.push(batch)
            // As it was when the write began: without the key it would now be written once more.
            try open.shop.edit("MUG-WHITE", to: 80)
            let second = await open.gateway.push(batch)
            #expect(first.verdict == second.verdict)
            #expect(open.shows("MUG-WHITE") == 80)
        }
    }

    @Test func aLostReplyIsAskedForAgain() async throws {
        let writes = NIOLockedValueBox(0)
        let counting: @Sendable (SandboxEvent) -> Void = { event in
            if case .written = event { writes.withLockedValue { $0 += 1 } }
        }
        try await OpenShop.with(onEvent: counting) { open in
            open.shop.befall(.lostReply)
            let batch = PushBatch(txId: "tx-1", items: [open.item("MUG-WHITE", to: 70, from: 80)])
            var report = await open.gateway.push(batch)
            // The client itself asks again where the connection had been used before; here it may be new.
            if case .unavailable(let error) = report.verdict {
                #expect(error.mayHaveHappened)
                report = await open.gateway.push(batch)
            }
            guard case .answered(let outcomes) = report.verdict, case .told = outcomes[0] else {
                throw Unexpected(report.verdict)
            }
            #expect(open.shows("MUG-WHITE") == 70)
            #expect(writes.withLockedValue { $0 } == 1)
        }
    }

    @Test func nothingIsWrittenUnderAKeyThatFailed() async throws {
        try await OpenShop.with { open in
            let mug = open.item("MUG-WHITE", to: 70, from: 79)
            let batch = PushBatch(txId: "tx-1", items: [mug])
            #expect(await open.gateway.push(batch).verdict == .answered([.stale]))
            // After a crash the same batch, which would fit now: its key has failed and stays without effect.
            try open.shop.edit("MUG-WHITE", to: 79)
            #expect(await open.gateway.push(batch).verdict == .answered([.again]))
            #expect(open.shows("MUG-WHITE") == 79)
            let renewed = await open.gateway.push(PushBatch(txId: "tx-2", items: [mug]))
            guard case .answered(let outcomes) = renewed.verdict, outcomes.count == 1, outcomes[0].isTold else {
                throw Unexpected(renewed.verdict)
            }
            #expect(open.shows("MUG-WHITE") == 70)
        }
    }
}

extension PushReport.Outcome {
    fileprivate var isTold: Bool {
        if case .told = self { true } else { false }
    }
}
