import Inventory
import SyncTesting

/// The rules at work for one SKU of one shop, with nothing but the rules: what the use cases do in their commits, done to
/// plain values.
struct ModelMerchant {
    static let itemId: Int64 = 7
    static let settleTime = Duration.seconds(15)

    let authority: Authority
    var item: ChannelItem
    var physical: Int64
    private var orders: [Int64: OrderState] = [:]
    private var keys = 0
    /// How often each rare path was taken.
    private(set) var taken: [String: Int] = [:]

    init(authority: Authority) {
        self.authority = authority
        physical = 0
        item = ChannelItem(channelId: ChannelID(stored: "shop"), sku: Shop.sku, inventoryItemId: Self.itemId)
    }

    /// What the shop should show.
    var target: Int64 {
        max(0, physical - item.suspense + (authority == .adopt ? item.surplus : 0))
    }

    var ordersToReread: [OrderState] {
        orders.values.filter(\.needsReread).sorted { $0.orderId < $1.orderId }
    }

    func knows(_ orderId: Int64) -> Bool { orders[orderId]?.createdAt != nil }

    mutating func begin(by reading: LiveLevel) {
        physical = item.beginCounting(by: reading)
    }

    // MARK: Taking in

    mutating func observe(_ available: Int64, at moment: Timestamp, now: Timestamp) {
        note("observed \(item.observe(available: available, at: moment, now: now))")
    }

    mutating func merge(_ snapshot: OrderSnapshot, rereadOf asked: OrderState? = nil, now: Timestamp) {
        let isReread = asked != nil && orders[snapshot.orderId] == asked
        merge(snapshot.orderId, isEditTold: snapshot.isEdited != nil, now) {
            $0.merge(snapshot, isReread: isReread)
        }
    }

    mutating func merge(_ refund: Refund, of orderId: Int64, now: Timestamp) {
        merge(orderId, isEditTold: false, now) { $0.merge(refund) }
    }

    mutating func merge(_ edit: OrderEdit, now: Timestamp) {
        merge(edit.orderId, isEditTold: false, now) { $0.merge(edit) }
    }

    private mutating func merge(
        _ orderId: Int64,
        isEditTold: Bool,
        _ now: Timestamp,
        _ merge: (inout OrderState) -> OrderEffects
    ) {
        var order = orders[orderId] ?? OrderState(orderId: orderId)
        let effects = merge(&order)
        for effect in effects.effects {
            if let baseline = item.baseline, item.contains(effect) {
                note("contained")
                if effects.isFirstSnapshot { order.noteContained(effect, in: baseline, isEditTold: isEditTold) }
                continue
            }
            physical += effect.physicalDelta
            item.explain(effect, now: now)
        }
        orders[orderId] = order
    }

    // MARK: Writing

    /// The intent of a write that is due, noted before it leaves.
    mutating func intent(now: Timestamp) -> (write: ShopModel.Write, key: String)? {
        guard item.isWritable, let from = item.expected, target != from else { return nil }
        if authority == .enforce, from - item.surplus == target { return nil }
        keys += 1
        let (to, key) = (target, "key \(keys)")
        item.beginWrite(of: to, key: key, carriesSurplus: authority == .adopt, now: now)
        return (ShopModel.Write(itemId: Self.itemId, from: from, to: to), key)
    }

    mutating func take(_ answer: ShopModel.SetAnswer, isResent: Bool, now: Timestamp) {
        let suffix = isResent ? " resent" : ""
        switch answer {
        case .stale(let items) where !items.contains(Self.itemId):
            note("write withdrawn" + suffix)
            return item.withdrawWrite(now: now)
        default: note("write \(answer)".prefix(while: { $0 != "(" }) + suffix)
        }
        switch answer {
        case .written(let moment): item.endWrite(at: moment, now: now)
        case .stale, .spentKey: item.failWrite(now: now)
        }
    }

    // MARK: Settling

    /// Takes in a reading that was asked for when the item was at `asked`. Only who has asked for orders first `decides`.
    mutating func take(_ reading: LiveLevel, asked: Int64, decides: Bool, now: Timestamp) {
        let hadSettled = item.hasSettled(Self.settleTime, at: now)
        let isLastWord = item.revision == asked
        let verdict = item.take(reading, asked: asked, now: now)
        note("read \(verdict)\(isLastWord ? "" : " overtaken")")
        guard decides, verdict == .echo, isLastWord, hadSettled,
            let settlement = item.settle(authority, by: reading, now: now)
        else { return }
        note("settled \(settlement)".prefix { $0 != "(" })
        if case .adopted(let units) = settlement { physical += units }
    }

    /// A person ends a contest as the channel's authority would have.
    mutating func resolve() {
        physical += item.resolve(authority)
    }

    private mutating func note(_ path: some StringProtocol) {
        taken[String(path), default: 0] += 1
    }
}
