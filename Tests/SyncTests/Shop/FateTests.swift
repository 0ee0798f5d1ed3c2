import Inventory
import Sync
import SyncTesting
import Testing

@Suite("Compare-and-set: what becomes of a write, and what it may not erase")
struct FateTests {
    func withToldShop(_ authority: Authority = .adopt, _ body: (ShopBench) async throws -> Void) async throws {
        try await withShop([("A", 10), ("B", 10)], authority: authority) { shop in
            try await shop.importCatalogue()
            try await shop.broadcast()
            shop.pass(60)
            try await body(shop)
        }
    }

    @Test("A sale of a moment ago is not erased: stale, read again, and written anew")
    func staleWrite() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            shop.shop.beforeNextPush { _ = $0.sell(1, 4) }
            try await shop.broadcast()
            #expect(shop.shop.shows(1) <= 26, "four of them are sold")
            try await shop.deliver()
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 26 && shop.shop.shows(1) == 26)
            #expect(try await shop.isAtRest(["A", "B"]))
            #expect(Set(shop.shop.keys).count == shop.shop.keys.count, "a key that failed is never sent again")
        }
    }

    @Test("One item that moved holds back nobody: the others are written under another key")
    func companion() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            try await shop.bench.count("B", 20)
            shop.shop.beforeNextPush { _ = $0.sell(1, 4) }
            try await shop.broadcast()
            #expect(shop.shop.shows(2) == 20)
            #expect(try await shop.bench.store.intendedBatch(Bench.tenant, Bench.shop) == nil)
        }
    }

    @Test("A lost reply: the same write leaves again under its own key, and its own echo is no news")
    func lostReply() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            shop.shop.loseReplies(2)
            try await shop.broadcast()
            #expect(shop.shop.keys.count == 3 && Set(shop.shop.keys).count == 1)
            #expect(try await shop.deliverLevel(1) == .echo)
            #expect(try await shop.isAtRest(["A", "B"]))
            #expect(try await shop.movements("A").allSatisfy { $0.kind != .suspense })
        }
    }

    @Test(
        "A write that the store was away for, before or after it left, comes to its end without a restart",
        arguments: 2...5
    )
    func storeAway(halves: Int) async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            // The intent is not stored, or nobody hears that it is; then the same of the outcome.
            let broadcaster = try await shop.losing(after: halves).broadcaster()
            await #expect(throws: CrashingStore.Crash.self) { _ = try await broadcaster.round(failures: 0) }
            for round in 1...20 {
                if case .idle(let until) = try await broadcaster.round(failures: 0), until == nil { break }
                #expect(round < 20, "it never comes to rest")
                shop.pass(2)
            }
            #expect(Set(shop.shop.keys).count == 1)
            #expect(shop.shop.shows(1) == 30)
            #expect(try await shop.isAtRest(["A", "B"]))
        }
    }

    @Test("A lost reply, and then a shop that refuses the same write unseen: only its key can tell, and is asked for")
    func refusedAgain() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 4)
            shop.shop.loseReplies(1)
            shop.shop.refuseUnseen(3)
            try await shop.broadcast()
            #expect(shop.shop.keys.count == 5 && Set(shop.shop.keys).count == 1)
            #expect(try await shop.isAtRest(["A", "B"]))
            #expect(try await shop.bench.physical("A") == 4)
            #expect(try await shop.movements("A").allSatisfy { $0.kind != .suspense })
        }
    }

    @Test("A shop that goes on refusing it holds nothing up: a reading tells what it can")
    func refusedForGood() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 4)
            shop.shop.loseReplies(1)
            shop.shop.refuseUnseen(8)
            try await shop.broadcast()
            try await shop.rest()
            #expect(try await shop.isAtRest(["A", "B"]))
            #expect(try await shop.bench.physical("A") == 4 && shop.shop.shows(1) == 4)
        }
    }

    @Test("While the fate is unknown the shop may show either value, and one below is kept back")
    func eitherValue() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            // Each time one commit further, until the intent is stored and nothing has left.
            while try await !shop.item("A").awaitsFate {
                let died = try await dies { try await shop.dying(after: 1).broadcast() }
                try #require(died && shop.shop.shows(1) == 10)
            }
            shop.pass(5)
            #expect(try await shop.deliverLevel(1) != .pending)
            shop.shop.act { _ = $0.sell(1, 2) }
            #expect(try await shop.deliverLevel(1) == .pending)
            #expect(try await shop.bench.level("A")?.suspense == 22, "below the higher of both by that much")
            try await shop.broadcast()
            try await shop.reconcile()
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 28 && shop.shop.shows(1) == 28)
        }
    }

    @Test("On `adopt` a write carries along what a person added; on `enforce` it waits until that is settled")
    func surplus() async throws {
        try await withToldShop { shop in
            shop.shop.act { $0.edit(1, by: 5) }
            try await shop.deliverLevel(1)
            try await shop.bench.count("A", 12)
            try await shop.broadcast()
            #expect(shop.shop.shows(1) == 17)
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 17 && shop.shop.shows(1) == 17)
        }
        try await withToldShop(.enforce) { shop in
            shop.shop.act { $0.edit(1, by: 5) }
            try await shop.deliverLevel(1)
            try await shop.broadcast()
            #expect(shop.shop.shows(1) == 15)
            try await shop.bench.count("A", 12)
            try await shop.broadcast()
            #expect(shop.shop.shows(1) == 12, "a count that must be told anyway ends it")
            #expect(try await shop.item("A").surplus == 0)
            #expect(try await shop.bench.alerts(.driftCorrected).count == 1)
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 12)
        }
    }

    @Test("A crash between any two steps of a write, with a sale at any of them", arguments: Authority.allCases, 0..<3)
    func crashes(authority: Authority, saleAt: Int) async throws {
        var survived = false
        var halves = 1
        while !survived {
            try await withToldShop(authority) { shop in
                try await shop.bench.count("A", 30)
                try await shop.bench.count("B", 20)
                if saleAt == 0 { shop.shop.beforeNextPush { _ = $0.sell(1, 4) } }
                survived = try await dies { try await shop.dying(after: halves).broadcast() } == false
                shop.pass(3)
                if saleAt == 1 { shop.shop.act { _ = $0.sell(1, 4) } }
                try await shop.deliver()
                try await shop.broadcast()
                shop.pass(3)
                if saleAt == 2 { shop.shop.act { _ = $0.sell(1, 4) } }
                _ = shop.shop.takeNews()
                shop.pass(60)
                try await shop.reconcile()
                try await shop.rest()
                #expect(try await shop.bench.physical("A") == 26, "after \(halves) halves")
                #expect(try await shop.isAtRest(["A", "B"]), "after \(halves) halves")
                #expect(try await shop.bench.store.intendedBatch(Bench.tenant, Bench.shop) == nil)
            }
            halves += 1
        }
        #expect(halves > 4)
    }

    @Test("Our own echoes end: a shop that shows the right count gets no write")
    func noLoop() async throws {
        try await withToldShop { shop in
            try await shop.bench.count("A", 30)
            try await shop.rest()
            let pushes = shop.shop.calls.pushes
            for _ in 0..<5 {
                try await shop.deliverLevel(1)
                try await shop.rest()
            }
            #expect(shop.shop.calls.pushes == pushes)
        }
    }
}
