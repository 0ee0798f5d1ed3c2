import Inventory
import Testing

@Suite("What is learned anew after it was dropped")
struct RelearningTests {
    /// Known since a baseline of second 0, then dropped.
    private func forgotten() -> ChannelItem {
        var item = Shop.item()
        item.baseline = Shop.time(0)
        item.forgetKnowledge()
        return item
    }

    /// As `forgotten`, and asked for long ago: what was sold from another item was sold before that.
    private func lookedAt() -> ChannelItem {
        var item = forgotten()
        item.read(Shop.reading(0, at: -60))
        return item
    }

    @Test("Only a reading that was asked for, with nothing in between, may be the first")
    func onlyAsked() {
        var item = forgotten()
        #expect(item.see(9, at: 5) == .first && item.expected == nil)
        #expect(item.take(Shop.reading(9, at: 5), asked: nil, now: Shop.now) == .first && item.expected == nil)
        let asked = item.revision
        item.forgetKnowledge()
        _ = item.take(Shop.reading(9, at: 5), asked: asked, now: Shop.now)
        #expect(item.expected == nil, "it may be older than a write that was under way")
        item.read(Shop.reading(9, at: 5, after: 5))
        #expect(item.expected == nil, "an order of a moment ago may be another item's")
        item.read(Shop.reading(9, at: 5, after: 6))
        #expect(item.expected == nil)
        item.read(Shop.reading(9, at: 5, after: 7))
        #expect(item.expected == 9)
    }

    @Test("What is dropped again meanwhile begins to be asked for anew")
    func droppedAgain() {
        var item = lookedAt()
        item.forgetKnowledge()
        item.read(Shop.reading(9, at: 20))
        #expect(item.expected == nil)
        item.schedule(settleTime: .seconds(15), now: Shop.now)
        #expect(item.lookAt == Shop.now, "it is asked for again")
        item.read(Shop.reading(9, at: 22))
        item.schedule(settleTime: .seconds(15), now: Shop.now)
        #expect(item.expected == 9 && item.lookAt == nil)
    }

    @Test("A channel whose clock is set back meanwhile is not waited for")
    func clockSetBack() {
        var item = forgotten()
        item.read(Shop.reading(9, at: 3_600))
        item.read(Shop.reading(9, at: 5))
        #expect(item.expected == nil)
        item.read(Shop.reading(9, at: 7))
        #expect(item.expected == 9)
    }

    @Test("An order that the reading contained moves stock and nothing else, whatever is adopted later")
    func containedButNotOurs() {
        var item = lookedAt()
        item.read(Shop.reading(9, at: 10, after: 1))
        #expect(!item.contains(Shop.sale(1, at: 8)), "nobody has taken it off our count")
        item.hear(Shop.sale(1, at: 8))
        item.hear(Shop.restock(2, at: 10))
        #expect(item.expected == 9 && item.isExplained)
        item.see(12, at: 30)
        let settled = item.settle(.adopt, by: Shop.reading(12, at: 30), now: Shop.later(60))
        #expect(settled == .adopted(3) && item.baseline == Shop.time(30))
        #expect(!item.contains(Shop.sale(1, at: 8)))
        #expect(item.contains(Shop.sale(1, at: 20)))
        item.forgetKnowledge()
        item.read(Shop.reading(5, at: 40))
        item.read(Shop.reading(5, at: 50, after: 1))
        #expect(!item.contains(Shop.sale(1, at: 8)) && item.contains(Shop.sale(1, at: 20)))
        #expect(!item.contains(Shop.sale(1, at: 40)))
    }

    @Test("Of a second that was not over, an order explains what it explains, and the rest was contained")
    func openSecond() {
        var contained = lookedAt()
        contained.read(Shop.reading(9, at: 10, after: 0))
        contained.hear(Shop.sale(1, at: 10))
        #expect(contained.expected == 9 && contained.isExplained)
        var later = lookedAt()
        later.read(Shop.reading(9, at: 10, after: 0))
        later.see(8, at: 12)
        later.hear(Shop.sale(1, at: 10))
        #expect(later.expected == 8 && later.isExplained)
        var proven = lookedAt()
        proven.read(Shop.reading(9, at: 10, after: 0))
        proven.read(Shop.reading(9, at: 10, after: 2))
        #expect(proven.unprovenSecond == nil && proven.baseline == Shop.time(0))
        proven.see(8, at: 12)
        proven.hear(Shop.sale(1, at: 10))
        #expect(proven.missing == 1, "the whole second was in the reading")
    }

    @Test("What another item sold well before the reading is not expected of this one")
    func otherItem() {
        var item = lookedAt()
        item.hear(Shop.sale(2, at: 12))
        item.hear(Shop.sale(1, at: 39))
        item.read(Shop.reading(9, at: 5, after: 35))
        #expect(item.expected == 8, "only the sale of a moment ago may be on its way")
        item.hear(Shop.sale(1, at: 20))
        #expect(item.expected == 8 && item.isExplained)
    }

    @Test("The first count ever begins anew")
    func firstCount() {
        var item = forgotten()
        item.read(Shop.reading(9, at: 10))
        #expect(item.beginCounting(by: Shop.reading(7, at: 20)) == 7)
        #expect(item.contains(Shop.sale(1, at: 8)) && item.baseline == Shop.time(20))
    }
}
