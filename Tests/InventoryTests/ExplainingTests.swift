import Inventory
import SeededRandom
import Testing

@Suite("What an order says is set against what the channel showed")
struct ExplainingTests {
    @Test("Order first or level first, both ways end alike")
    func bothWays() {
        var orderFirst = Shop.item()
        orderFirst.hear(Shop.sale(3, at: 5))
        #expect(orderFirst.see(7, at: 5) == .echo)
        var levelFirst = Shop.item()
        #expect(levelFirst.see(7, at: 5) == .unexplained)
        #expect(levelFirst.missing == 3)
        levelFirst.hear(Shop.sale(3, at: 5))
        #expect(orderFirst == levelFirst)
        #expect(levelFirst.isExplained && levelFirst.unexplainedSince == nil)
    }

    @Test("A restock, too, whichever comes first")
    func restocks() {
        var refundFirst = Shop.item()
        refundFirst.hear(Shop.restock(2, at: 5))
        #expect(refundFirst.see(12, at: 5) == .echo)
        var levelFirst = Shop.item()
        levelFirst.see(12, at: 5)
        levelFirst.hear(Shop.restock(2, at: 5))
        #expect(refundFirst == levelFirst && levelFirst.isExplained)
    }

    @Test("What happened before our knowledge is in the reading already")
    func beforeTheReading() {
        var shown = Shop.item(knownAt: 5)
        shown.hear(Shop.sale(2, at: 4))
        #expect(shown.expected == 10)
        #expect(shown.surplus == 2)
        #expect(shown.unexplainedSince != nil, "it settles like any other surplus")
        #expect(!shown.needsReread)
        shown.hear(Shop.restock(3, at: 9))
        #expect(shown.surplus == 0)
        #expect(shown.expected == 11)
    }

    @Test("A restock from before our knowledge leaves its rest missing")
    func restockBefore() {
        var shown = Shop.item(knownAt: 5)
        shown.hear(Shop.restock(2, at: 3))
        #expect(shown.expected == 10 && shown.missing == 2)
    }

    @Test("In the very second of our knowledge: and re-read")
    func sameSecond() {
        var shown = Shop.item(knownAt: 5)
        shown.hear(Shop.sale(2, at: 5))
        #expect(shown.surplus == 2 && shown.needsReread)
        // The sale came after what we knew.
        shown.read(Shop.reading(8, at: 5))
        #expect(shown.isExplained && shown.expected == 8)
        var other = Shop.item(knownAt: 5)
        other.hear(Shop.restock(2, at: 5))
        #expect(other.missing == 2 && other.needsReread)
        other.read(Shop.reading(12, at: 5))
        #expect(other.missing == 2 && other.surplus == 2, "what cancels out is settled, not forgotten")
    }

    @Test("Lines and restocks explain apart from each other")
    func apart() {
        var shown = Shop.item()
        shown.see(7, at: 5)
        shown.see(9, at: 6)
        shown.hear(Shop.sale(3, at: 5))
        #expect(shown.missing == 0 && shown.surplus == 2)
        shown.hear(Shop.restock(2, at: 6))
        #expect(shown.isExplained && shown.expected == 9)
    }

    @Test("A sale explains at most what is missing, and the rest moves what is expected")
    func rest() {
        var shown = Shop.item()
        shown.see(9, at: 5)
        shown.hear(Shop.sale(3, at: 7))
        #expect(shown.missing == 0 && shown.expected == 7)
        shown.see(12, at: 9)
        shown.hear(Shop.restock(8, at: 11))
        #expect(shown.surplus == 0 && shown.expected == 15)
    }

    @Test("A snapshot that holds fewer units is a restock by another name")
    func fewerUnits() {
        var shown = Shop.item()
        shown.see(12, at: 5)
        shown.hear(Shop.sale(-2, at: 5))
        #expect(shown.isExplained && shown.expected == 12)
    }

    @Test("A sale of the very second explains the lower value that tied")
    func explainsATie() {
        var shown = Shop.item(knownAt: 5)
        shown.see(9, at: 5)
        shown.hear(Shop.sale(1, at: 5))
        #expect(shown.missing == 0 && shown.expected == 9)
        #expect(shown.read(Shop.reading(9, at: 5)) == .echo)
        #expect(shown.isExplained)
    }

    @Test("In one second, too, order first or level first end alike")
    func bothWaysInOneSecond() {
        var orderFirst = Shop.item(knownAt: 5)
        orderFirst.hear(Shop.sale(2, at: 5))
        orderFirst.see(8, at: 5)
        #expect(orderFirst.missing == 0, "the sale is no longer ours to sell, and it is what the level shows")
        var levelFirst = Shop.item(knownAt: 5)
        levelFirst.see(8, at: 5)
        levelFirst.hear(Shop.sale(2, at: 5))
        #expect(levelFirst.missing == 0)
        for live in [8, 10] as [Int64] {
            var (one, other) = (orderFirst, levelFirst)
            one.read(Shop.reading(live, at: 5))
            other.read(Shop.reading(live, at: 5))
            #expect(one.expected == live && other.expected == live)
            #expect(one.unexplained == other.unexplained && one.missing == 0 && other.missing == 0)
        }
        orderFirst.hear(Shop.restock(1, at: 9))
        #expect(orderFirst.missing == 1, "what explained the surplus leaves the tie open")
    }

    @Test("Only orders move what is accounted for, whatever the channel shows", arguments: 0..<200)
    func accounts(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var shown = Shop.item()
        var accounted = shown.accounted
        for _ in 0..<40 {
            let seconds = Int64.random(in: -2...12, using: &random)
            let units = Int64.random(in: 0...6, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: shown.see(units + 5, at: seconds)
            case 1: shown.read(Shop.reading(units + 5, at: seconds))
            case 2: _ = shown.take(Shop.reading(units + 5, at: seconds), asked: nil, now: Shop.now)
            case 3:
                shown.hear(Shop.sale(units, at: seconds))
                accounted -= units
            default:
                shown.hear(Shop.restock(units, at: seconds))
                accounted += units
            }
            #expect(shown.accounted == accounted)
            #expect(shown.certainlyMissing >= 0 && shown.surplus >= 0 && shown.tied >= 0)
        }
    }
}
