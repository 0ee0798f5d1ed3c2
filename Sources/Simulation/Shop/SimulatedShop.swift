import Inventory
import Sync

/// A shop with one location that behaves as Shopify does: levels with times of whole seconds, orders that keep their
/// refunds, compare-and-set of all or nothing with a memory of idempotency keys. It alone knows what really happened.
@SimulationActor
final class SimulatedShop {
    /// An inventory item at the one location.
    struct ShelfItem {
        let itemId: Int64
        var sku: SKU
        /// Rises with every item that comes to carry a SKU: customers buy the one that has carried it longest.
        var place: Int64
        var available: Int64
        var updatedAt: Timestamp
        /// Whether the location stocks it, and whether the shop counts it.
        var isStocked = true
        var isCounted = true

        var isShown: Bool { isStocked && isCounted }
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

    /// By item.
    var shelf: [Int64: ShelfItem] = [:]
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
    func tell(_ item: ShelfItem) -> Bool {
        let now = Told(available: item.available, at: item.updatedAt)
        defer { told[item.itemId] = now }
        return told[item.itemId] == now
    }

    private struct Told: Equatable {
        let available: Int64
        let at: Timestamp
    }

    private var told: [Int64: Told] = [:]

    func newNumber() -> Int64 {
        lastNumber += 1
        return Int64(number) * 1_000_000 + lastNumber
    }

    var skus: [SKU] { Set(shelf.values.map(\.sku)).sorted() }

    /// Those that carry it, the one that customers buy first.
    func items(carrying sku: SKU) -> [ShelfItem] {
        shelf.values.filter { $0.sku == sku }.sorted { $0.place < $1.place }
    }

    func item(carrying sku: SKU) -> ShelfItem? { items(carrying: sku).first }

    var doubled: [SKU] { skus.filter { items(carrying: $0).count > 1 } }

    func facts(_ item: ShelfItem, isConnect: Bool = false) -> DeliveryFacts {
        .level(
            LevelFacts(
                inventoryItemId: item.itemId,
                locationId: locationId,
                available: item.available,
                updatedAt: item.updatedAt,
                isConnect: isConnect
            )
        )
    }

    @discardableResult
    func stock(_ sku: SKU, available: Int64) -> Int64 {
        let (itemId, place) = (newNumber(), newNumber())
        shelf[itemId] = ShelfItem(itemId: itemId, sku: sku, place: place, available: available, updatedAt: now)
        return itemId
    }

    func rename(_ itemId: Int64, _ sku: SKU) {
        shelf[itemId]?.sku = sku
        shelf[itemId]?.place = newNumber()
    }

    func change(_ itemId: Int64, by delta: Int64) {
        guard delta != 0, shelf[itemId]?.isCounted == true else { return }
        shelf[itemId]?.available += delta
        shelf[itemId]?.updatedAt = now
    }
}
