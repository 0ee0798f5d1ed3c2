import Inventory
import Testing

@Suite("What stays unexplained is decided about")
struct SettlingTests {
    /// Settles right after `item` was read once more and showed the same.
    private func settle(
        _ item: inout ChannelItem,
        _ authority: Authority,
        at seconds: Int64 = 9,
        now: Timestamp = Shop.later(20)
    ) -> ChannelItem.Settlement? {
        let reading = Shop.reading(item.expected ?? 0, at: seconds)
        guard item.read(reading, now: now) == .echo else { return nil }
        return item.settle(authority, by: reading, now: now)
    }

    @Test("The settle time counts from the last observation, at most four times from the first")
    func settleTime() {
        var shown = Shop.item()
        shown.see(9, at: 1, now: Shop.now)
        #expect(!shown.hasSettled(Shop.settleTime, at: Shop.later(14)))
        #expect(shown.hasSettled(Shop.settleTime, at: Shop.later(15)))
        for step in 1...5 { shown.see(9 - Int64(step), at: Int64(step) + 1, now: Shop.later(Int64(step) * 10)) }
        #expect(!shown.hasSettled(Shop.settleTime, at: Shop.later(59)))
        #expect(shown.hasSettled(Shop.settleTime, at: Shop.later(60)))
    }

    @Test("An echo is no news: it does not put the decision off")
    func echoes() {
        var shown = Shop.item()
        shown.see(9, at: 1, now: Shop.now)
        shown.see(9, at: 5, now: Shop.later(14))
        #expect(shown.hasSettled(Shop.settleTime, at: Shop.later(15)))
    }

    @Test("Adopt: the difference becomes ours, and the reading's second a baseline", arguments: [7, 12] as [Int64])
    func adopt(shows: Int64) {
        var shown = Shop.item()
        shown.see(shows, at: 3)
        #expect(settle(&shown, .adopt) == .adopted(shows - 10))
        #expect(shown.isExplained && shown.suspense == 0 && shown.expected == shows)
        #expect(shown.baseline == Shop.time(9))
        #expect(shown.contains(Shop.sale(1, at: 9)) && !shown.contains(Shop.sale(1, at: 10)))
    }

    @Test("Enforce: it is dropped, and the reading contains nothing")
    func enforce() {
        var shown = Shop.item()
        shown.see(7, at: 3)
        #expect(settle(&shown, .enforce) == .overruled(-3))
        #expect(shown.isExplained && shown.expected == 7)
        #expect(shown.baseline == nil)
    }

    @Test("What cancels out contains nothing and is no disagreement", arguments: Authority.allCases)
    func cancellingOut(authority: Authority) {
        var shown = Shop.item()
        shown.see(7, at: 3)
        shown.see(10, at: 4)
        #expect(settle(&shown, authority) == .cancelledOut)
        #expect(shown.isExplained && shown.baseline == nil && shown.disagreements.isEmpty)
    }

    @Test("A reading of the level's own second decides nothing: it is read again")
    func tooRecent() {
        var shown = Shop.item()
        shown.see(7, at: 3)
        let reading = Shop.reading(7, at: 3, after: 0)
        shown.read(reading)
        #expect(shown.settle(.adopt, by: reading, now: Shop.later(20)) == nil)
        #expect(shown.missing == 3)
    }

    @Test("Neither does one that shows something new, or that an order has overtaken")
    func news() {
        var shown = Shop.item()
        shown.see(7, at: 3)
        #expect(shown.read(Shop.reading(6, at: 4), now: Shop.later(20)) == .unexplained)
        #expect(!shown.hasSettled(Shop.settleTime, at: Shop.later(30)))
        var tied = Shop.item()
        tied.see(7, at: 3)
        tied.hear(Shop.restock(1, at: 3))
        let reading = Shop.reading(7, at: 3)
        #expect(tied.settle(.adopt, by: reading, now: Shop.later(20)) == nil, "only a re-read can tell")
    }

    @Test("The fourth disagreement within an hour is contested: missing stays in suspense, nothing is written")
    func contest() {
        for authority in Authority.allCases {
            var shown = Shop.item()
            for step in 0..<3 {
                shown.see(9 - Int64(step), at: 10 * Int64(step) + 1)
                let now = Shop.later(Int64(step) * 60)
                let decided = settle(&shown, authority, at: 10 * Int64(step) + 2, now: now)
                #expect(decided == (authority == .adopt ? .adopted(-1) : .overruled(-1)))
            }
            shown.see(5, at: 100)
            #expect(settle(&shown, authority, at: 101, now: Shop.later(3599)) == .contested(-2))
            #expect(shown.contested && shown.suspense == 2 && !shown.isWritable)
            #expect(!shown.hasSettled(Shop.settleTime, at: Shop.later(90_000)))
            #expect(settle(&shown, authority, at: 102, now: Shop.later(9000)) == nil)
        }
    }

    @Test("A disagreement of an hour ago is forgotten")
    func oldDisagreements() {
        var shown = Shop.item()
        for step in 0..<4 {
            shown.see(9 - Int64(step), at: 10 * Int64(step) + 1)
            let now = Shop.later(step == 3 ? 3600 : Int64(step))
            #expect(settle(&shown, .enforce, at: 10 * Int64(step) + 2, now: now) == .overruled(-1))
        }
    }

    @Test("A person ends a contest: theirs adopts, ours drops both")
    func resolution() {
        var contested = Shop.item()
        contested.see(12, at: 3)
        contested.see(9, at: 4)
        contested.see(11, at: 5)
        contested.contested = true
        contested.disagreements = [Shop.now]
        var theirs = contested
        #expect(theirs.resolve(.adopt) == 1)
        #expect(theirs.isExplained && theirs.isWritable && theirs.disagreements.isEmpty)
        #expect(theirs.contains(Shop.sale(1, at: 4)))
        #expect(!theirs.contains(Shop.sale(1, at: 5)), "nobody has seen the end of that second")
        var ours = contested
        #expect(ours.resolve(.enforce) == 0)
        #expect(ours.isExplained && ours.baseline == nil && ours.isWritable)
    }

    @Test("When somebody must look again")
    func schedule() {
        func due(_ change: (inout ChannelItem) -> Void, pause: Duration = .zero) -> Timestamp? {
            var shown = Shop.item(knownAt: 5)
            change(&shown)
            shown.schedule(settleTime: Shop.settleTime, now: Shop.now, pause: pause)
            return shown.lookAt
        }
        #expect(due { _ in } == nil)
        #expect(due { $0.see(9, at: 6) } == Shop.later(15))
        #expect(due { $0.see(9, at: 5) } == Shop.now, "a tie at once")
        #expect(due({ $0.see(9, at: 5) }, pause: .seconds(1)) == Shop.later(1))
        #expect(due { $0.write(6) } == nil, "the broadcaster looks after it")
        #expect(
            due {
                $0.write(6)
                $0.failWrite(now: Shop.now)
            } == Shop.now
        )
        #expect(due { $0.unprovenSecond = Shop.time(5) } == Shop.later(1))
        #expect(
            due {
                $0.see(9, at: 6)
                $0.contested = true
            } == nil
        )
        #expect(
            due {
                $0.see(9, at: 6)
                $0.inventoryItemId = nil
            } == nil
        )
    }
}
