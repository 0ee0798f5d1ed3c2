import Inventory
import Testing

@Suite("A write of unknown fate: nothing is judged for good")
struct WritingTests {
    @Test("While a write is under way the channel may show either value")
    func eitherValue() {
        var shown = Shop.item()
        shown.write(6)
        #expect(shown.see(6, at: 3) == .echo)
        #expect(shown.see(10, at: 3) == .echo)
        #expect(shown.suspense == 0)
        #expect(shown.see(8, at: 4) == .unexplained)
        #expect(shown.expected == 10 && shown.missing == 0 && shown.knownAt == Shop.time(0))
    }

    @Test("What orders moved since belongs to either value")
    func movedValues() {
        var shown = Shop.item()
        shown.write(6)
        shown.hear(Shop.sale(1, at: 4))
        #expect(shown.see(9, at: 4) == .echo)
        #expect(shown.see(5, at: 5) == .echo)
        #expect(shown.see(10, at: 6) == .unexplained)
    }

    @Test("A value below the higher of the two is in suspense by that distance", arguments: [(6, 10), (14, 14)])
    func distance(write: (to: Int64, higher: Int64)) {
        var shown = Shop.item()
        shown.write(write.to)
        shown.see(3, at: 4)
        #expect(shown.suspense == write.higher - 3)
        #expect(shown.missing == 0)
        shown.hear(Shop.sale(2, at: 4))
        #expect(shown.suspense == write.higher - 5, "an order explains part of it")
        shown.see(write.to - 2, at: 9)
        #expect(shown.suspense == 0)
    }

    @Test("Of one second the lowest value counts, an older one does not")
    func order() {
        var shown = Shop.item()
        shown.write(6)
        shown.see(3, at: 4)
        shown.see(5, at: 4)
        #expect(shown.suspense == 7)
        #expect(shown.see(1, at: 3) == .stale)
        #expect(shown.suspense == 7)
    }

    @Test("Success: the written value, and what orders moved after the write's own time")
    func success() {
        var shown = Shop.item()
        shown.write(6)
        shown.hear(Shop.sale(1, at: 9))
        shown.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(shown.expected == 5 && shown.knownAt == Shop.time(5))
        #expect(shown.pendingWrite == nil && shown.isExplained)
    }

    @Test("Success: what happened before the write's own time was in the value compared with")
    func successAfterMoves() {
        var shown = Shop.item()
        shown.write(6)
        shown.hear(Shop.sale(1, at: 3))
        shown.hear(Shop.restock(2, at: 4))
        shown.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(shown.expected == 6)
        #expect(shown.surplus == 0 && shown.missing == 1, "the restock took back the sale's rest")
        var tied = Shop.item()
        tied.write(6)
        tied.hear(Shop.sale(1, at: 5))
        tied.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(tied.surplus == 1 && tied.needsReread)
        tied.read(Shop.reading(5, at: 5))
        #expect(tied.isExplained && tied.expected == 5)
    }

    @Test("Success: the newest observation made meanwhile is judged by the written value")
    func observationAfterSuccess() {
        var later = Shop.item()
        later.write(6)
        later.see(4, at: 7)
        later.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(later.missing == 2 && later.expected == 4, "sold after the write")
        var earlier = Shop.item()
        earlier.write(6)
        earlier.see(3, at: 4)
        earlier.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(earlier.isExplained && earlier.expected == 6, "older than the write")
        var same = Shop.item()
        same.write(6)
        same.see(4, at: 5)
        same.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(same.missing == 2 && same.needsReread, "in the same second nobody can say")
    }

    @Test("Missing from before the write stays as it was, and orders still explain it")
    func missingStays() {
        var shown = Shop.item()
        shown.see(7, at: 2)
        shown.write(5)
        #expect(shown.suspense == 3)
        shown.hear(Shop.sale(1, at: 2))
        shown.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(shown.missing == 2 && shown.expected == 5)
        var failed = Shop.item()
        failed.see(7, at: 2)
        failed.write(5)
        failed.failWrite(now: Shop.now)
        failed.read(Shop.reading(7, at: 2))
        #expect(failed.missing == 3 && failed.expected == 7)
    }

    @Test("Failure: the suspense of the write lasts until the commit of the re-read")
    func failure() {
        var shown = Shop.item(expected: 4)
        shown.write(10)
        shown.see(3, at: 4)
        #expect(shown.suspense == 7)
        shown.failWrite(now: Shop.now)
        #expect(shown.suspense == 7 && shown.needsReread && !shown.isWritable)
        shown.see(2, at: 6)
        #expect(shown.suspense == 8, "still nothing is judged for good")
        shown.read(Shop.reading(2, at: 6))
        #expect(shown.pendingWrite == nil)
        #expect(shown.suspense == 2 && shown.expected == 2)
    }

    @Test("Failure: a coincidence with the value that was not written is no echo")
    func failureShowsTheTarget() {
        var shown = Shop.item()
        shown.write(6)
        shown.see(6, at: 4)
        #expect(shown.suspense == 0)
        shown.failWrite(now: Shop.now)
        #expect(shown.suspense == 4)
        shown.read(Shop.reading(6, at: 4))
        #expect(shown.missing == 4 && shown.expected == 6)
    }

    @Test("Failure: a reading that was overtaken does not end it")
    func overtakenReread() {
        var shown = Shop.item()
        shown.write(6)
        shown.failWrite(now: Shop.now)
        let asked = shown.revision
        shown.see(8, at: 4)
        _ = shown.take(Shop.reading(9, at: 4), asked: asked, now: Shop.now)
        #expect(shown.pendingWrite != nil && shown.needsReread && shown.suspense == 2)
        shown.read(Shop.reading(8, at: 4))
        #expect(shown.pendingWrite == nil && shown.missing == 2)
    }

    @Test("A reading says nothing about a write whose reply may still come")
    func readingMeanwhile() {
        var shown = Shop.item()
        shown.write(6)
        #expect(shown.read(Shop.reading(6, at: 4)) == .echo)
        #expect(shown.pendingWrite != nil && shown.expected == 10)
        shown.endWrite(at: Shop.time(4), now: Shop.now)
        #expect(shown.expected == 6 && shown.isExplained)
    }

    @Test("A write that is known not to have happened leaves what was expected, and the newest observation is judged")
    func withdrawal() {
        var shown = Shop.item(expected: 4)
        shown.write(10)
        shown.hear(Shop.sale(1, at: 3))
        shown.see(2, at: 4)
        shown.withdrawWrite(now: Shop.now)
        #expect(shown.expected == 2 && shown.missing == 1 && shown.isWritable)
    }

    @Test("A write found stale did not happen, as long as the channel knows its key")
    func staleWhileTheKeyIsKnown() {
        var shown = Shop.item()
        shown.write(9)
        shown.failWrite(now: Shop.later(3600))
        shown.read(Shop.reading(9, at: 4), now: Shop.later(90_000))
        #expect(shown.missing == 1, "somebody bought one; it was not our write")
    }

    @Test("Once the key is forgotten, a stale write may have happened the first time")
    func staleWithAForgottenKey() {
        func stale(to target: Int64) -> ChannelItem {
            var shown = Shop.item()
            shown.write(target)
            shown.failWrite(now: Shop.later(24 * 3600))
            return shown
        }
        var happened = stale(to: 6)
        happened.read(Shop.reading(6, at: 4))
        #expect(happened.expected == 6 && happened.isExplained)
        var sold = stale(to: 6)
        sold.read(Shop.reading(9, at: 4))
        #expect(sold.expected == 9 && sold.missing == 1)
        var raised = stale(to: 14)
        raised.read(Shop.reading(13, at: 4))
        #expect(raised.missing == 1 && raised.surplus == 0, "our own units are nobody's edit")
        var soldBeforeRaise = stale(to: 14)
        soldBeforeRaise.read(Shop.reading(9, at: 4))
        #expect(soldBeforeRaise.missing == 1)
    }

    @Test("A write carries the surplus along on `adopt`; one that does not carry it ends it")
    func surplus() {
        var carried = Shop.item()
        carried.see(12, at: 2)
        carried.write(11, carriesSurplus: true)
        carried.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(carried.surplus == 2)
        var ended = Shop.item()
        ended.see(12, at: 2)
        ended.write(9, carriesSurplus: false)
        #expect(ended.surplus == 2, "not before its fate is known")
        ended.endWrite(at: Shop.time(5), now: Shop.now)
        #expect(ended.surplus == 0 && ended.unexplainedSince == nil)
    }

    @Test("A write that does not carry surplus ends what there was when it left, not what arose since")
    func surplusOfMeanwhile() {
        var shown = Shop.item(knownAt: 5)
        shown.see(12, at: 6)
        shown.write(9, carriesSurplus: false)
        shown.hear(Shop.sale(3, at: 4))
        #expect(shown.surplus == 5, "the sale was in what was known: somebody has put three back")
        shown.endWrite(at: Shop.time(8), now: Shop.now)
        #expect(shown.surplus == 3 && shown.expected == 9)
    }

    @Test("Without a time of the channel's own a success is read again")
    func successWithoutTime() {
        var shown = Shop.item()
        shown.write(6)
        shown.hear(Shop.sale(1, at: 3))
        shown.endWrite(at: nil, now: Shop.now)
        #expect(shown.expected == 5 && shown.needsReread)
        shown.read(Shop.reading(5, at: 4))
        #expect(shown.isExplained && shown.isWritable)
    }

    @Test("Nothing is written of which nobody knows what the channel shows")
    func notWritable() {
        var doubtful = Shop.item(knownAt: 5)
        doubtful.see(9, at: 5)
        var under = Shop.item()
        under.write(6)
        var contested = Shop.item()
        contested.contested = true
        var unknown = Shop.item()
        unknown.forgetKnowledge()
        for item in [doubtful, under, contested, unknown] {
            var written = item
            written.write(3, key: "another")
            #expect(!item.isWritable && written == item)
        }
    }
}
