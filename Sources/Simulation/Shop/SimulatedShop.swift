import Inventory
import Sync

/// A shop with one location that behaves as Shopify does: levels with times of whole seconds, orders that keep their
/// refunds, compare-and-set of all or nothing with a memory of idempotency keys. It alone knows what really happened.
@SimulationActor
final class SimulatedShop {
    struct ShelfLevel {
        let itemId: Int64
        var available: Int64
        var updatedAt: Timestamp
    }

    /// What a request was under which key, and how it ended.
    struct Remembered {
        let items: [PushBatch.Item]
        let wroteAt: Timestamp?
        let hasFailed: Bool
        let at: Timestamp
    }

    nonisolated let channelId: ChannelID
    nonisolated let domain: String
    nonisolated let locationId: Int64
    nonisolated let authority: Authority
    /// By how much the shop's clock is ahead of ours.
    var skewMilliseconds: Int64
    private let clock: VirtualClock

    var levels: [SKU: ShelfLevel] = [:]
    /// When the installation first read it, by the shop's clock.
    var connectedAt = Timestamp.distantPast
    var orders: [Int64: ShopOrder] = [:]
    var idempotency: [String: Remembered] = [:]
    private var lastNumber: Int64 = 0
    let number: Int

    init(number: Int, authority: Authority, skewMilliseconds: Int64, clock: VirtualClock) {
        self.number = number
        channelId = ChannelID(stored: "shop-\(number)")
        domain = "shop-\(number).myshopify.com"
        locationId = Int64(number) * 1000 + 7
        self.authority = authority
        self.skewMilliseconds = skewMilliseconds
        self.clock = clock
    }

    /// The shop's own clock, in the whole seconds that it tells.
    var now: Timestamp {
        Timestamp(millisecondsSinceEpoch: clock.now.adding(milliseconds: skewMilliseconds).seconds * 1000)
    }

    /// Whether a webhook that is put together now carries what the one before it carried.
    func tell(_ sku: SKU, _ available: Int64, _ at: Timestamp) -> Bool {
        defer { told[sku] = Told(available: available, at: at) }
        return told[sku] == Told(available: available, at: at)
    }

    private struct Told: Equatable {
        let available: Int64
        let at: Timestamp
    }

    private var told: [SKU: Told] = [:]

    func newNumber() -> Int64 {
        lastNumber += 1
        return Int64(number) * 1_000_000 + lastNumber
    }

    var skus: [SKU] { levels.keys.sorted() }

    func stock(_ sku: SKU, available: Int64) {
        levels[sku] = ShelfLevel(itemId: newNumber(), available: available, updatedAt: now)
    }

    func sku(of itemId: Int64) -> SKU? { levels.first { $0.value.itemId == itemId }?.key }

    func change(_ sku: SKU, by delta: Int64) {
        guard delta != 0 else { return }
        levels[sku]?.available += delta
        levels[sku]?.updatedAt = now
    }
}
