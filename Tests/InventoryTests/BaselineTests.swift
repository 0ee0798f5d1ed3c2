import Inventory
import SeededRandom
import Testing

@Suite("A reading that became ours contains what happened up to its second")
struct BaselineTests {
    private func unknown() -> ChannelItem {
        var item = Shop.item()
        item.expected = nil
        item.knownAt = nil
        return item
    }

    @Test("A baseline contains what happened up to and including its second")
    func containment() {
        var shown = Shop.item()
        shown.baseline = Shop.time(5)
        #expect(shown.contains(Shop.sale(1, at: 5)))
        #expect(shown.contains(Shop.restock(1, at: 4)))
        #expect(!shown.contains(Shop.sale(1, at: 6)))
    }

    @Test("A first reading contains its second if that was over")
    func firstReading() {
        var over = unknown()
        #expect(over.read(Shop.reading(4, at: 5, after: 1)) == .first)
        #expect(over.baseline == Shop.time(5) && over.unprovenSecond == nil)
        var open = unknown()
        #expect(open.read(Shop.reading(4, at: 5, after: 0)) == .first)
        #expect(open.baseline == Shop.time(4) && open.unprovenSecond == Shop.time(5))
    }

    @Test("A second that was not over is proven by the same level, read later")
    func proof() {
        var shown = unknown()
        shown.read(Shop.reading(4, at: 5, after: 0))
        shown.read(Shop.reading(4, at: 5, after: 0))
        #expect(shown.baseline == Shop.time(4), "still the same second")
        shown.read(Shop.reading(4, at: 5, after: 1))
        #expect(shown.baseline == Shop.time(5) && shown.unprovenSecond == nil)
    }

    @Test("A level that has changed meanwhile proves nothing any more")
    func noProof() {
        var changed = unknown()
        changed.read(Shop.reading(4, at: 5, after: 0))
        changed.read(Shop.reading(3, at: 7, after: 3))
        #expect(changed.baseline == Shop.time(4) && changed.unprovenSecond == nil)
        #expect(changed.missing == 1)
        var tied = unknown()
        tied.read(Shop.reading(4, at: 5, after: 0))
        tied.read(Shop.reading(3, at: 5, after: 3))
        #expect(tied.baseline == Shop.time(4) && tied.unprovenSecond == nil)
        tied.hear(Shop.sale(1, at: 5))
        #expect(tied.isExplained)
    }

    @Test("A webhook may be the first knowledge; its second is proven by a reading")
    func webhookFirst() {
        var shown = unknown()
        #expect(shown.see(4, at: 5) == .first)
        #expect(shown.needsReread && shown.baseline == Shop.time(4))
        shown.read(Shop.reading(4, at: 5))
        #expect(shown.baseline == Shop.time(5) && !shown.needsReread)
    }

    @Test("An order that came before the first reading and happened after it still moves what is expected")
    func orderBeforeKnowledge() {
        var shown = unknown()
        shown.hear(Shop.sale(1, at: 4))
        shown.hear(Shop.sale(2, at: 8))
        shown.read(Shop.reading(10, at: 5))
        #expect(shown.expected == 8)
        #expect(shown.see(8, at: 8) == .echo)
    }

    @Test("A count that begins with a reading holds what orders have moved since")
    func beginCounting() {
        var shown = Shop.item(expected: 12, knownAt: 1)
        shown.see(9, at: 2)
        for effect in [Shop.sale(1, at: 4), Shop.sale(2, at: 8), Shop.restock(1, at: 9)] {
            shown.hear(effect)
            shown.keepUncounted(effect)
        }
        #expect(shown.beginCounting(by: Shop.reading(10, at: 5)) == 9)
        #expect(shown.expected == 9 && shown.isExplained && shown.uncounted.isEmpty)
        #expect(shown.baseline == Shop.time(5))
    }

    @Test("Moves are kept by second and direction, within a bound that forgets no unit")
    func moves() {
        var moves = OrderMoves()
        for second in (0..<200).reversed() {
            moves.add(second.isMultiple(of: 2) ? -2 : 1, at: Shop.time(Int64(second)))
        }
        moves.add(-3, at: Shop.time(199))
        moves.add(0, at: Shop.time(500))
        #expect(moves.moves.count == 64)
        #expect(moves.sum(through: Shop.time(1000)) == -103)
        #expect(moves.sum(after: Shop.time(198)) == -2)
        #expect(moves.sum(after: Shop.time(197)) == -4)
        #expect(moves.moves.map(\.moment) == moves.moves.map(\.moment).sorted())
    }

    @Test("The stored form reads back as it was written, and damage is noticed", arguments: 0..<60)
    func storedForm(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var shown = Bool.random(using: &random) ? unknown() : Shop.item()
        for step in 0..<Int64(12) {
            let units = Int64.random(in: -3...9, using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 0: shown.see(units, at: step)
            case 1: shown.hear(Shop.sale(units, at: step))
            case 2: shown.write(units, carriesSurplus: Bool.random(using: &random))
            case 3: shown.failWrite(now: Shop.now)
            case 4: shown.failWrite(now: Shop.later(90_000))
            case 5: shown.lastTold = ChannelItem.Told(count: units, txId: "t\(step)", timestamp: Shop.now)
            case 6: shown.disagreements.append(Shop.later(step))
            case 7:
                shown.forgetKnowledge()
                shown.read(Shop.reading(units, at: step * 2, after: step % 2))
            default: shown.lastError = "füße \(step)"
            }
        }
        shown.contested = Bool.random(using: &random)
        shown.schedule(settleTime: Shop.settleTime, now: Shop.now)
        let bytes = shown.encoded()
        #expect(try ChannelItem(channelId: shown.channelId, sku: shown.sku, encoded: bytes) == shown)
        for cut in 0..<bytes.count {
            #expect(throws: DamagedValue.self) {
                try ChannelItem(channelId: shown.channelId, sku: shown.sku, encoded: Array(bytes[..<cut]))
            }
        }
        #expect(throws: DamagedValue.self) {
            try ChannelItem(channelId: shown.channelId, sku: shown.sku, encoded: bytes + [0])
        }
    }
}
