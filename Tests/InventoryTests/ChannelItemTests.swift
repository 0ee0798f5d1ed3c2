import Inventory
import Testing

@Suite("What a channel shows: looked at again, never believed blindly")
struct ChannelItemTests {
    static let now = Timestamp(millisecondsSinceEpoch: 1_790_000_100_000)

    func time(_ seconds: Int64) -> Timestamp { Timestamp(millisecondsSinceEpoch: 1_790_000_000_000 + seconds * 1000) }

    func item(expected: Int64 = 10, knownAt: Int64 = 0) throws -> ChannelItem {
        ChannelItem(
            channelId: try ChannelID("shop"),
            sku: try SKU("A"),
            expected: expected,
            knownAt: time(knownAt)
        )
    }

    func sale(_ units: Int64, at seconds: Int64) throws -> OrderEffects.Effect {
        OrderEffects.Effect(sku: try SKU("A"), kind: .sale, units: units, moment: time(seconds))
    }

    func restock(_ units: Int64, at seconds: Int64) throws -> OrderEffects.Effect {
        OrderEffects.Effect(sku: try SKU("A"), kind: .restock, units: units, moment: time(seconds))
    }

    @Test("Order first or level first, both ways end alike")
    func bothWays() throws {
        var orderFirst = try item()
        orderFirst.explain(try sale(3, at: 5))
        #expect(orderFirst.observe(available: 7, at: time(5), now: Self.now) == .echo)
        var levelFirst = try item()
        #expect(levelFirst.observe(available: 7, at: time(5), now: Self.now) == .unexplained)
        #expect(levelFirst.missing == 3)
        levelFirst.explain(try sale(3, at: 5))
        #expect(orderFirst == levelFirst)
        #expect(levelFirst.missing == 0 && levelFirst.surplus == 0 && levelFirst.unexplainedSince == nil)
    }

    @Test("A rise never reduces what is missing")
    func riseDoesNotHideADrop() throws {
        var shown = try item()
        _ = shown.observe(available: 7, at: time(5), now: Self.now)
        _ = shown.observe(available: 9, at: time(6), now: Self.now)
        #expect(shown.missing == 3)
        #expect(shown.surplus == 2)
        #expect(shown.unexplained == -1)
    }

    @Test("A drop first takes back surplus")
    func dropTakesBackSurplus() throws {
        var shown = try item()
        _ = shown.observe(available: 12, at: time(5), now: Self.now)
        _ = shown.observe(available: 9, at: time(6), now: Self.now)
        #expect(shown.surplus == 0)
        #expect(shown.missing == 1)
    }

    @Test("An older level is stale, an equal one an echo, a first one knowledge")
    func verdicts() throws {
        var shown = try item(knownAt: 5)
        #expect(shown.observe(available: 3, at: time(4), now: Self.now) == .stale)
        #expect(shown.observe(available: 10, at: time(9), now: Self.now) == .echo)
        #expect(shown.knownAt == time(9))
        var fresh = ChannelItem(channelId: try ChannelID("shop"), sku: try SKU("A"))
        #expect(fresh.observe(available: 4, at: time(1), now: Self.now) == .first)
        #expect(fresh.expected == 4)
    }

    @Test("Of the same second: a lower value is missing at once, a higher one waits for the re-read")
    func sameSecond() throws {
        var shown = try item(knownAt: 5)
        _ = shown.observe(available: 12, at: time(5), now: Self.now)
        #expect(shown.expected == 10 && shown.surplus == 0)
        #expect(shown.unexplainedSince != nil)
        _ = shown.observe(available: 8, at: time(5), now: Self.now)
        #expect(shown.missing == 2)
    }

    @Test("While a write is under way the channel may show either value")
    func pendingWrite() throws {
        var shown = try item()
        shown.pendingWrite = ChannelItem.PendingWrite(idempotencyKey: "k", from: 10, to: 6, sentAt: Self.now)
        #expect(shown.observe(available: 6, at: time(3), now: Self.now) == .echo)
        #expect(shown.observe(available: 10, at: time(3), now: Self.now) == .echo)
        #expect(shown.observe(available: 8, at: time(4), now: Self.now) == .unexplained)
    }

    @Test("A reading that was asked for ends the doubt about a write")
    func readingAfterAWrite() throws {
        var happened = try item()
        happened.pendingWrite = ChannelItem.PendingWrite(idempotencyKey: "k", from: 10, to: 6, sentAt: Self.now)
        var lost = happened
        happened.take(available: 6, at: time(4), now: Self.now)
        lost.take(available: 10, at: time(4), now: Self.now)
        #expect(happened.expected == 6 && happened.missing == 0 && happened.pendingWrite == nil)
        #expect(lost.expected == 10 && lost.missing == 0 && lost.pendingWrite == nil)
    }

    @Test("What happened before our knowledge is in the reading already")
    func beforeTheReading() throws {
        var shown = try item(knownAt: 5)
        shown.explain(try sale(2, at: 4))
        #expect(shown.expected == 10)
        #expect(shown.surplus == 2)
        shown.explain(try restock(3, at: 9))
        #expect(shown.surplus == 0)
        #expect(shown.expected == 11)
    }

    @Test("A baseline contains what happened up to and including its second")
    func baseline() throws {
        var shown = try item()
        shown.baseline = time(5)
        #expect(shown.contains(try sale(1, at: 5)))
        #expect(!shown.contains(try sale(1, at: 6)))
    }
}
