import Inventory
import NIOConcurrencyHelpers
import Sync
import Testing

@testable import Shopify

/// Who is let through to a shop, and when.
struct ShopGateTests {
    private struct Scene: Sendable {
        let clock = VirtualClock()
        let gate: ShopGate
        let order = NIOLockedValueBox<[String]>([])

        init() {
            gate = ShopGate(clock: clock, metrics: AdminMetrics(shop: "test.example"))
        }

        /// Has the shop say that this much is left, and what a request of each kind costs.
        func learn(available: Double, restore: Double = 100, costs: [String: Double]) async throws {
            for (operation, cost) in costs {
                let pass = try #require(await gate.admit(CostKind(operation, size: 1), .write))
                gate.settle(pass, answer(2000, restore: restore, requested: cost), isSpent: true)
            }
            let pass = try #require(await gate.admit(CostKind("Last", size: 1), .write))
            gate.settle(pass, answer(available, restore: restore), isSpent: true)
        }

        func answer(_ available: Double, restore: Double = 100, requested: Double? = nil) -> AdminCost {
            AdminCost(
                requestedQueryCost: requested,
                throttleStatus: AdminCost.Status(
                    maximumAvailable: 2000,
                    currentlyAvailable: available,
                    restoreRate: restore
                )
            )
        }

        /// Joins the line, and writes its name down once let through. Never settles.
        func join(_ name: String, _ operation: String, _ urgency: ShopGate.Urgency) async throws -> Task<Void, Never> {
            let before = gate.waiting
            let task = Task {
                guard await gate.admit(CostKind(operation, size: 1), urgency) != nil else {
                    order.withLockedValue { $0.append("not \(name)") }
                    return
                }
                order.withLockedValue { $0.append(name) }
            }
            try await eventually { gate.waiting > before || order.withLockedValue { $0.contains(name) } }
            return task
        }

        func names(_ count: Int) async throws -> [String] {
            try await clock.run { order.withLockedValue { $0.count >= count } }
            return order.withLockedValue { $0 }
        }
    }

    @Test func waitsUntilTheBucketIsRestored() async throws {
        let scene = Scene()
        try await scene.learn(available: 20, costs: ["Q": 50])
        let start = scene.clock.now
        let task = try await scene.join("a", "Q", .look)
        #expect(scene.gate.waiting == 1)
        _ = try await scene.names(1)
        await task.value
        // 30 points at 100 a second.
        let waited = scene.clock.now.milliseconds(since: start)
        #expect((300...400).contains(waited), "\(waited) ms")
    }

    @Test func reservesWhatItLetsThrough() async throws {
        let scene = Scene()
        try await scene.learn(available: 100, costs: ["Q": 50])
        for name in ["a", "b"] { _ = try await scene.join(name, "Q", .look) }
        #expect(scene.gate.waiting == 0)
        _ = try await scene.join("c", "Q", .look)
        #expect(scene.gate.waiting == 1)
        #expect(scene.order.withLockedValue { Set($0) } == ["a", "b"])
    }

    @Test func writesGoFirstAndThenWhoeverCameFirst() async throws {
        let scene = Scene()
        try await scene.learn(available: 0, costs: ["Q": 100])
        for (name, urgency) in [
            ("walk 1", ShopGate.Urgency.walk), ("walk 2", .walk), ("look", .look), ("write 1", .write),
            ("write 2", .write),
        ] {
            _ = try await scene.join(name, "Q", urgency)
        }
        #expect(try await scene.names(5) == ["write 1", "write 2", "look", "walk 1", "walk 2"])
    }

    @Test func nobodyIsPassedOverForEver() async throws {
        let scene = Scene()
        try await scene.learn(available: 0, costs: ["Q": 100])
        _ = try await scene.join("walk", "Q", .walk)
        for number in 1...8 { _ = try await scene.join("write \(number)", "Q", .write) }
        let names = try await scene.names(9)
        #expect(names.firstIndex(of: "walk") == 4)
        #expect(names.filter { $0 != "walk" } == (1...8).map { "write \($0)" })
    }

    @Test func aSmallRequestDoesNotOvertakeALargeOne() async throws {
        let scene = Scene()
        try await scene.learn(available: 30, costs: ["Large": 500, "Small": 10])
        _ = try await scene.join("large", "Large", .write)
        _ = try await scene.join("small", "Small", .write)
        _ = try await scene.join("walk", "Small", .walk)
        #expect(try await scene.names(3) == ["large", "small", "walk"])
    }

    @Test func whoeverIsCancelledLeavesTheLine() async throws {
        let scene = Scene()
        try await scene.learn(available: 0, costs: ["Large": 1000, "Small": 10])
        let first = try await scene.join("first", "Large", .write)
        _ = try await scene.join("second", "Small", .write)
        first.cancel()
        await first.value
        #expect(try await scene.names(2) == ["not first", "second"])
        let gone = Task { await scene.gate.admit(CostKind("Large", size: 1), .write) == nil }
        gone.cancel()
        #expect(await gone.value || scene.gate.waiting == 0)
    }

    @Test func throttledAnswersCorrectWhatIsBelieved() async throws {
        let scene = Scene()
        try await scene.learn(available: 1500, costs: ["Q": 10])
        let pass = try #require(await scene.gate.admit(CostKind("Q", size: 1), .look))
        // Somebody else has emptied it, and the request costs more than was thought.
        scene.gate.settle(pass, scene.answer(2, requested: 40), isSpent: true)
        #expect(scene.gate.believed.available == 2)
        let start = scene.clock.now
        _ = try await scene.join("next", "Q", .look)
        _ = try await scene.names(1)
        #expect(scene.clock.now.milliseconds(since: start) >= 380)
    }

    @Test func nobodyWaitsLongerThanAMinute() async throws {
        let scene = Scene()
        try await scene.learn(available: 0, restore: 1, costs: ["Q": 1000])
        let start = scene.clock.now
        _ = try await scene.join("a", "Q", .write)
        try await scene.clock.run(step: .seconds(1)) { scene.order.withLockedValue { !$0.isEmpty } }
        #expect((60_000...70_000).contains(scene.clock.now.milliseconds(since: start)))
    }

    @Test func costsAreKnownByKindAndSize() {
        var book = CostBook()
        book.learn(CostKind("Levels", size: 200), 61)
        #expect(book.expected(CostKind("Levels", size: 250)) == 61)
        #expect(book.expected(CostKind("Levels", size: 1)) < 61)
        book.learn(CostKind("Levels", size: 250), .nan)
        #expect(book.expected(CostKind("Levels", size: 250)) == 61)
    }
}
