import Inventory
import Sync

/// How a compare-and-set ended at the shop.
enum WriteAnswer {
    /// `at` nil: every count stood there already, or nothing tells when.
    case written(at: Timestamp?, isRepeat: Bool)
    /// The places of items that showed another value; nothing was written.
    case stale(Set<Int>)
    /// The place of an item that the shop takes no count of; nothing was written.
    case refused(Int)
    case previousAttemptFailed
    case otherParameters
}

extension SimulatedShop {
    /// Keys are kept for a day.
    private static let memoryMilliseconds: Int64 = 86_400_000

    /// `inventorySetQuantities`: compare-and-set of all or nothing, once per key. `items` have their item and expected
    /// value. `isBlind` opts out of the comparison, as Shopify allows; `refused` is the place of a bad item.
    func setQuantities(
        key: String,
        _ items: [PushBatch.Item],
        isBlind: Bool = false,
        refused: Int? = nil
    ) -> WriteAnswer {
        if let known = idempotency[key], now.milliseconds(since: known.at) < Self.memoryMilliseconds {
            if known.items != items { return .otherParameters }
            if known.hasFailed { return .previousAttemptFailed }
            return .written(at: known.wroteAt, isRepeat: true)
        }
        if let refused {
            idempotency[key] = Remembered(items: items, wroteAt: nil, hasFailed: true, at: now)
            return .refused(refused)
        }
        let held = items.map { $0.inventoryItemId.flatMap { shelf[$0] } }
        if let off = held.firstIndex(where: { $0?.isShown != true }) {
            idempotency[key] = Remembered(items: items, wroteAt: nil, hasFailed: true, at: now)
            return .refused(off)
        }
        let stale = items.indices.filter { !isBlind && held[$0]?.available != items[$0].expected }
        guard stale.isEmpty else {
            idempotency[key] = Remembered(items: items, wroteAt: nil, hasFailed: true, at: now)
            return .stale(Set(stale))
        }
        var isChanged = false
        for case (let item, let level?) in zip(items, held) where level.available != item.count {
            change(level.itemId, by: item.count - level.available)
            isChanged = true
        }
        let moment = isChanged ? now : nil
        idempotency[key] = Remembered(items: items, wroteAt: moment, hasFailed: false, at: now)
        return .written(at: moment, isRepeat: false)
    }

    /// What it has of these items; of one that is gone only that it carries nothing.
    func reading(of items: [Int64]) -> LevelReading {
        let entries = items.map { itemId in
            let item = shelf[itemId]
            let isShown = item?.isShown == true
            return LevelReading.Entry(
                inventoryItemId: itemId,
                sku: item?.sku,
                available: isShown ? item?.available : nil,
                updatedAt: isShown ? item?.updatedAt : nil
            )
        }
        return LevelReading(entries: entries, readAt: now)
    }

    /// All its items, in the order in which they were made.
    var items: [Int64] { shelf.keys.sorted() }

    /// Orders updated at or after `since`, oldest first, after the place that the cursor names.
    func ordersPage(updatedSince since: Timestamp, after cursor: String?, limit: Int) -> OrdersPage {
        let place = cursor.map { $0.split(separator: ":").compactMap { Int64($0) } } ?? []
        let rest = orders.values
            .filter { $0.updatedAt.seconds >= since.seconds }
            .sorted { ($0.updatedAt, $0.orderId) < ($1.updatedAt, $1.orderId) }
            .drop { order in
                place.count == 2 && (order.updatedAt.seconds, order.orderId) <= (place[0], place[1])
            }
        let page = Array(rest.prefix(limit))
        let next = rest.count > limit ? page.last.map { "\($0.updatedAt.seconds):\($0.orderId)" } : nil
        return OrdersPage(orders: page.map { $0.snapshot(tellsEdits: true) }, next: next)
    }
}
