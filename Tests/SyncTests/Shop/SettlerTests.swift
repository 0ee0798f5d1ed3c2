import Inventory
import Sync
import SyncTesting
import Testing

@Suite("What nobody has explained: looked at again, then decided about")
struct SettlerTests {
    /// A shop that has been imported and has shown its count a while ago.
    @Test("A drop is kept back from every channel at once, until its order explains it")
    func levelFirst() async throws {
        try await withKnownShop { shop in
            shop.shop.act { _ = $0.sell(1, 3) }
            let news = shop.shop.takeNews()
            #expect(try await shop.deliverLevel(1) == .pending)
            let level = try await shop.bench.level("A")
            #expect(level?.physical == 10 && level?.suspense == 3 && level?.available == 7)
            let note = try await shop.movements("A").first?.note
            #expect(note == "shop shows 7: 3 units seem sold there and are kept back until an order explains it")
            for case .order(let snapshot) in news { _ = try await shop.bench.take(.order(snapshot)) }
            let explained = try await shop.bench.level("A")
            #expect(explained?.physical == 7 && explained?.suspense == 0)
            let words = try await shop.movements("A").first?.note
            #expect(words == "explains 3 units that shop had shown as sold already")
            #expect(try await shop.isAtRest(["A"]))
        }
    }

    @Test("Nothing is decided before the settle time, whichever way", arguments: Authority.allCases)
    func settleTime(authority: Authority) async throws {
        try await withKnownShop(authority) { shop in
            shop.shop.act { $0.edit(1, by: -3) }
            try await shop.deliverLevel(1)
            shop.pass(14)
            try await shop.settle()
            #expect(try await shop.item("A").missing == 3)
            shop.pass(1)
            try await shop.settle()
            #expect(try await shop.item("A").missing == 0)
            #expect(try await shop.bench.physical("A") == (authority == .adopt ? 7 : 10))
            #expect(try await shop.bench.level("A")?.suspense == 0)
            try await shop.broadcast()
            #expect(shop.shop.shows(1) == (authority == .adopt ? 7 : 10))
        }
    }

    @Test("What is seen anew begins the settle time anew, four times at most")
    func newObservations() async throws {
        try await withKnownShop { shop in
            for _ in 0..<5 {
                shop.shop.act { $0.edit(1, by: -1) }
                try await shop.deliverLevel(1)
                shop.pass(14)
                try await shop.settle()
            }
            #expect(try await shop.bench.physical("A") == 5, "60 s after the first it is decided")
        }
    }

    @Test("`enforce` asks for orders before it writes over what may be sales")
    func ordersFirst() async throws {
        try await withKnownShop(.enforce) { shop in
            shop.shop.act { _ = $0.sell(1, 3) }
            try await shop.deliverLevel(1)
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 7)
            #expect(shop.shop.shows(1) == 7 && shop.shop.calls.pushes == 0)
            #expect(try await shop.bench.alerts(.driftCorrected).isEmpty)
        }
    }

    @Test("The broadcaster looks again and decides nothing: it has asked for no orders")
    func onlyTheSettlerDecides() async throws {
        try await withKnownShop(.enforce) { shop in
            shop.shop.act { _ = $0.sell(1, 3) }
            try await shop.deliverLevel(1)
            try await shop.deliverLevel(1, showing: 6)
            #expect(try await shop.item("A").needsReread, "two values of one second")
            shop.pass(3600)
            try await shop.broadcast()
            let item = try await shop.item("A")
            #expect(!item.needsReread && item.missing == 3, "it has been read, and three are still missing")
            #expect(shop.shop.shows(1) == 7)
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 7 && shop.shop.shows(1) == 7)
        }
    }

    @Test("An adopted reading contains the orders of its time: one that comes late moves nothing")
    func lateOrderOfAnAdoptedReading() async throws {
        try await withKnownShop { shop in
            let order = shop.shop.act { $0.sell(1, 3) }
            let late = shop.shop.takeNews()
            try await shop.deliverLevel(1)
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 7)
            for case .order(let snapshot) in late { _ = try await shop.bench.take(.order(snapshot)) }
            #expect(try await shop.bench.physical("A") == 7)
            shop.shop.act { $0.refund(1, of: order, 1, .cancel) }
            try await shop.deliver()
            try await shop.rest()
            #expect(try await shop.bench.physical("A") == 8)
            #expect(try await shop.isAtRest(["A"]))
        }
    }

    @Test("A rise that a refund explains later is not taken for somebody's edit")
    func refund() async throws {
        try await withKnownShop { shop in
            let order = shop.shop.act { $0.sell(1, 3) }
            try await shop.deliver()
            shop.pass(5)
            shop.shop.act { $0.refund(2, of: order, 1, .return) }
            let news = shop.shop.takeNews()
            try await shop.deliverLevel(1)
            #expect(try await shop.item("A").surplus == 2)
            #expect(try await shop.bench.level("A")?.available == 7, "not believed yet")
            for case .refund(let id, let refund) in news { _ = try await shop.bench.take(.refund(orderId: id, refund)) }
            #expect(try await shop.bench.physical("A") == 9)
            #expect(try await shop.isAtRest(["A"]))
        }
    }

    @Test("What was sold there and what was added there may be the same units: nothing moves")
    func cancelsOut() async throws {
        try await withKnownShop { shop in
            shop.shop.act { $0.edit(1, by: -2) }
            try await shop.deliverLevel(1)
            shop.pass(5)
            shop.shop.act { $0.edit(1, by: 2) }
            try await shop.deliverLevel(1)
            let item = try await shop.item("A")
            #expect(item.missing == 2 && item.surplus == 2)
            try await shop.rest()
            #expect(try await shop.isAtRest(["A"]))
            #expect(try await shop.bench.physical("A") == 10)
            #expect(try await shop.bench.alerts(.driftAdopted).isEmpty)
        }
    }

    @Test("A crash at any step of the settler: it looks again and decides once", arguments: Authority.allCases)
    func crashes(authority: Authority) async throws {
        var survived = false
        var halves = 1
        while !survived {
            try await withKnownShop(authority) { shop in
                shop.shop.act { _ = $0.sell(1, 2) }
                shop.shop.act { $0.edit(1, by: -1) }
                try await shop.deliverLevel(1)
                shop.pass(20)
                survived = try await dies { try await shop.dying(after: halves).settle() } == false
                try await shop.rest()
                #expect(try await shop.isAtRest(["A"]), "after \(halves) halves")
                #expect(try await shop.bench.physical("A") == (authority == .adopt ? 7 : 8))
                try await shop.reconcile()
                try await shop.rest()
                #expect(try await shop.bench.physical("A") == (authority == .adopt ? 7 : 8))
            }
            halves += 1
        }
        #expect(halves > 2)
    }
}
