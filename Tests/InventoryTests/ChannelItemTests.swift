import Inventory
import Testing

@Suite("What a channel shows: looked at again, never believed blindly")
struct ChannelItemTests {
    @Test("A rise never reduces what is missing")
    func riseDoesNotHideADrop() {
        var shown = Shop.item()
        shown.see(7, at: 5)
        shown.see(9, at: 6)
        #expect(shown.missing == 3)
        #expect(shown.surplus == 2)
        #expect(shown.unexplained == -1)
        #expect(shown.expected == 9)
    }

    @Test("A drop first takes back surplus")
    func dropTakesBackSurplus() {
        var shown = Shop.item()
        shown.see(12, at: 5)
        shown.see(9, at: 6)
        #expect(shown.surplus == 0)
        #expect(shown.missing == 1)
    }

    @Test("A drop is in suspense from this commit on, a rise is not believed yet")
    func suspense() {
        var shown = Shop.item()
        #expect(shown.see(7, at: 5) == .unexplained)
        #expect(shown.suspense == 3)
        var risen = Shop.item()
        #expect(risen.see(13, at: 5) == .unexplained)
        #expect(risen.suspense == 0 && risen.surplus == 3)
    }

    @Test("An older level is stale, an equal one an echo, a first one knowledge")
    func verdicts() {
        var shown = Shop.item(knownAt: 5)
        let before = shown
        #expect(shown.see(3, at: 4) == .stale)
        #expect(shown == before, "nothing happens")
        #expect(shown.see(10, at: 9) == .echo)
        #expect(shown.knownAt == Shop.time(9))
        #expect(shown.expected == before.expected && shown.isExplained)
        var fresh = ChannelItem(channelId: ChannelID(stored: "shop"), sku: Shop.sku, inventoryItemId: 7)
        #expect(fresh.see(4, at: 1) == .first)
        #expect(fresh.expected == 4)
    }

    @Test("Of the same second: a lower value is missing at once, a higher one waits for the re-read")
    func sameSecond() {
        var shown = Shop.item(knownAt: 5)
        shown.see(12, at: 5)
        #expect(shown.expected == 10 && shown.surplus == 0)
        #expect(shown.unexplainedSince != nil && shown.needsReread)
        shown.see(8, at: 5)
        #expect(shown.missing == 2)
        shown.see(9, at: 5)
        #expect(shown.missing == 2, "the lowest counts")
    }

    @Test("The re-read of the same second says which value was the later one", arguments: [8, 10, 12] as [Int64])
    func rereadEndsATie(live: Int64) {
        var shown = Shop.item(knownAt: 5)
        shown.see(8, at: 5)
        shown.read(Shop.reading(live, at: 5))
        #expect(shown.expected == live)
        #expect(shown.missing == max(0, 10 - live))
        #expect(shown.surplus == max(0, live - 10))
        #expect(!shown.needsReread)
    }

    @Test("A later value does not hide what a tie may have sold")
    func laterValueAfterATie() {
        var shown = Shop.item(knownAt: 5)
        shown.see(8, at: 5)
        shown.see(10, at: 6)
        #expect(shown.missing == 2 && shown.surplus == 2)
        #expect(shown.expected == 10 && shown.tied == 0)
    }

    @Test("A reading that ties is judged only if nothing was observed, explained or written since it was asked for")
    func overtakenReading() {
        let overtakers: [(String, (inout ChannelItem) -> Void)] = [
            ("observed", { $0.see(10, at: 5) }),
            ("explained", { $0.hear(Shop.sale(1, at: 6)) }),
            (
                "written",
                {
                    $0.write(9)
                    $0.endWrite(at: Shop.time(5), now: Shop.now)
                }
            ),
        ]
        for (name, overtake) in overtakers {
            var shown = Shop.item(knownAt: 5)
            let asked = shown.revision
            overtake(&shown)
            let expected = shown.expected
            _ = shown.take(Shop.reading(12, at: 5), asked: asked, now: Shop.now)
            #expect(shown.needsReread, "\(name): it is asked for again")
            #expect(shown.expected == expected && shown.surplus == 0, "\(name): nothing is believed")
        }
        var quiet = Shop.item(knownAt: 5)
        quiet.read(Shop.reading(12, at: 5))
        #expect(quiet.expected == 12 && quiet.surplus == 2 && !quiet.needsReread)
    }

    @Test("A page that was not asked for this item is judged like a webhook")
    func page() {
        var shown = Shop.item(knownAt: 5)
        #expect(shown.take(Shop.reading(12, at: 5), asked: nil, now: Shop.now) == .unexplained)
        #expect(shown.needsReread && shown.expected == 10)
        #expect(shown.take(Shop.reading(8, at: 6), asked: nil, now: Shop.now) == .unexplained)
        #expect(shown.expected == 8 && shown.missing == 2 && !shown.needsReread)
        #expect(shown.take(Shop.reading(1, at: 4), asked: nil, now: Shop.now) == .stale)
    }

    @Test("A replica that lags is asked again; a time that no clock of the channel made is not held against it")
    func lag() {
        var shown = Shop.item(knownAt: 50)
        #expect(shown.read(Shop.reading(12, at: 45, after: 6)) == .stale)
        #expect(shown.expected == 10 && shown.needsReread)
        #expect(shown.read(Shop.reading(10, at: 45, after: 6)) == .echo)
        #expect(!shown.needsReread)
        var future = Shop.item(knownAt: 100_000)
        #expect(future.read(Shop.reading(12, at: 45, after: 6)) == .unexplained)
        #expect(future.expected == 12 && future.knownAt == Shop.time(45))
    }

    @Test("Forgetting lets go of all that was suspected, and keeps what a reading contained")
    func forgetting() {
        var shown = Shop.item()
        shown.baseline = Shop.time(-5)
        shown.see(7, at: 5)
        shown.forgetKnowledge()
        #expect(shown.suspense == 0 && shown.expected == nil && shown.unexplainedSince == nil)
        #expect(shown.baseline == Shop.time(-5))
        shown.read(Shop.reading(6, at: 9))
        shown.read(Shop.reading(6, at: 9, after: 7))
        #expect(shown.expected == 6 && shown.isExplained)
        #expect(shown.baseline == Shop.time(-5), "what happened since the first baseline still counts")
    }
}
