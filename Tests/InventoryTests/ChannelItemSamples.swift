import Inventory

/// Values that the tests about channel items are made of. Times are seconds of the channel's clock; our own clock is far
/// from it, so that a test fails where the two are taken for one.
enum Shop {
    static let sku = SKU(stored: "A")
    static let now = Timestamp(millisecondsSinceEpoch: 1_990_000_100_000)
    static let settleTime = Duration.seconds(15)

    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_790_000_000_000 + seconds * 1000)
    }

    static func later(_ seconds: Int64) -> Timestamp { now.adding(.seconds(seconds)) }

    static func item(expected: Int64 = 10, knownAt: Int64 = 0) -> ChannelItem {
        ChannelItem(
            channelId: ChannelID(stored: "shop"),
            sku: sku,
            inventoryItemId: 7,
            expected: expected,
            knownAt: time(knownAt)
        )
    }

    static func sale(_ units: Int64, at seconds: Int64) -> OrderEffects.Effect {
        OrderEffects.Effect(sku: sku, kind: .sale, units: units, moment: time(seconds))
    }

    static func restock(_ units: Int64, at seconds: Int64) -> OrderEffects.Effect {
        OrderEffects.Effect(sku: sku, kind: .restock, units: units, moment: time(seconds))
    }

    /// A level last changed at `seconds` and read `after` seconds later.
    static func reading(_ available: Int64, at seconds: Int64, after: Int64 = 5) -> LiveLevel {
        LiveLevel(available: available, updatedAt: time(seconds), readAt: time(seconds + after))
    }
}

extension ChannelItem {
    @discardableResult
    mutating func see(_ available: Int64, at seconds: Int64, now: Timestamp = Shop.now) -> Verdict {
        observe(available: available, at: Shop.time(seconds), now: now)
    }

    mutating func hear(_ effect: OrderEffects.Effect) { explain(effect, now: Shop.now) }

    /// Asks for the level and gets it, with nothing in between.
    @discardableResult
    mutating func read(_ reading: LiveLevel, now: Timestamp = Shop.now) -> Verdict {
        take(reading, asked: revision, now: now)
    }

    mutating func write(_ count: Int64, carriesSurplus: Bool = true, key: String = "k") {
        beginWrite(of: count, key: key, carriesSurplus: carriesSurplus, now: Shop.now)
    }

    /// What stays the same whatever a channel shows: only orders, writes and decisions move it.
    var accounted: Int64 { (expected ?? 0) - (surplus - certainlyMissing) }
}
