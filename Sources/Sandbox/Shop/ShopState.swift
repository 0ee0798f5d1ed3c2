/// All that a shop knows: its shelf and its orders. Every change says which webhooks it causes.
struct ShopState: Sendable {
    struct Level: Sendable, Equatable {
        var available: Int64
        /// Whole seconds.
        var updatedAt: ShopTime
    }

    let locationId: Int64
    /// In order of their ids, as pages list them.
    let items: [SandboxItem]
    let itemsById: [Int64: SandboxItem]
    private let itemsBySKU: [String: SandboxItem]
    private(set) var levels: [Int64: Level]
    private(set) var orders: [Int64: SandboxOrder] = [:]
    var idempotency = IdempotencyMemory()
    var bucket: ThrottleBucket

    private var lastId: Int64
    private var lastNumber: Int64 = 1000

    /// `now` is the opening of the shop. Ids begin above it, so that a shop that opens again gives none twice.
    init(locationId: Int64, items: [SandboxItem], bucket: ThrottleBucket, now: ShopTime) {
        self.locationId = locationId
        self.items = items.sorted { $0.inventoryItemId < $1.inventoryItemId }
        itemsById = Dictionary(items.map { ($0.inventoryItemId, $0) }) { first, _ in first }
        itemsBySKU = Dictionary(items.map { ($0.sku, $0) }) { first, _ in first }
        let opened = now.wholeSeconds
        levels = itemsById.mapValues { Level(available: $0.stock, updatedAt: opened) }
        self.bucket = bucket
        lastId = now.milliseconds * 100_000
    }

    func item(_ sku: String) throws(SandboxRefusal) -> SandboxItem {
        guard let item = itemsBySKU[sku] else { throw .noSuchItem(sku) }
        return item
    }

    func available(_ itemId: Int64) -> Int64 { levels[itemId]?.available ?? 0 }

    /// Sets a level; nil when it stood there already.
    mutating func setLevel(_ itemId: Int64, to available: Int64, at now: ShopTime) -> ShopChange? {
        guard let held = levels[itemId], held.available != available else { return nil }
        let moment = max(now.wholeSeconds, held.updatedAt)
        levels[itemId] = Level(available: available, updatedAt: moment)
        return .level(itemId: itemId, locationId: locationId, available: available, updatedAt: moment)
    }

    mutating func placeOrder(
        _ wanted: [(sku: String, quantity: Int64)],
        overselling: Bool,
        at now: ShopTime
    ) throws(SandboxRefusal) -> (order: SandboxOrder, changes: [ShopChange]) {
        var lines: [SandboxOrder.Line] = []
        var total: [Int64: Int64] = [:]
        for (sku, quantity) in wanted {
            guard (1...1_000_000).contains(quantity) else { throw .invalidQuantity(quantity) }
            let item = try item(sku)
            total[item.inventoryItemId, default: 0] += quantity
            let held = available(item.inventoryItemId)
            guard overselling || held >= total[item.inventoryItemId, default: 0] else {
                throw .outOfStock(sku: sku, available: held)
            }
            lines.append(SandboxOrder.Line(lineId: newId(), item: item, quantity: quantity))
        }
        guard !lines.isEmpty else { throw .invalidQuantity(0) }
        lastNumber += 1
        let moment = now.wholeSeconds
        let order = SandboxOrder(
            orderId: newId(),
            number: lastNumber,
            createdAt: moment,
            updatedAt: moment,
            lines: lines
        )
        orders[order.orderId] = order
        var changes: [ShopChange] = [.order(order, topics: ["orders/create", "orders/paid"])]
        for line in lines {
            changes += move(line.item.inventoryItemId, by: -line.quantity, at: now)
        }
        return (order, changes.withLastLevelsOnly())
    }

    mutating func refund(
        _ orderId: Int64,
        _ wanted: [(lineId: Int64, quantity: Int64, restock: SandboxRestock)],
        note: String?,
        at now: ShopTime
    ) throws(SandboxRefusal) -> [ShopChange] {
        guard var order = orders[orderId] else { throw .noSuchOrder(orderId) }
        var taken: [SandboxOrder.RefundLine] = []
        for (lineId, quantity, restock) in wanted {
            guard let line = order.lines.first(where: { $0.lineId == lineId }), quantity > 0 else {
                throw .invalidQuantity(quantity)
            }
            let before = taken.filter { $0.lineId == lineId }.reduce(0) { $0 + $1.quantity }
            guard quantity + before <= order.remaining(of: line) else { throw .nothingLeft(orderId) }
            taken.append(
                SandboxOrder.RefundLine(refundLineId: newId(), lineId: lineId, quantity: quantity, restock: restock)
            )
        }
        guard !taken.isEmpty else { throw .nothingLeft(orderId) }
        let moment = max(now.wholeSeconds, order.updatedAt)
        let refund = SandboxOrder.Refund(refundId: newId(), createdAt: moment, note: note, lines: taken)
        order.refunds.append(refund)
        order.updatedAt = moment
        orders[orderId] = order
        var changes: [ShopChange] = [.refund(refund, of: order), .order(order, topics: ["orders/updated"])]
        for line in taken where line.restock.restocks {
            guard let sold = order.lines.first(where: { $0.lineId == line.lineId }) else { continue }
            changes += move(sold.item.inventoryItemId, by: line.quantity, at: now)
        }
        return changes.withLastLevelsOnly()
    }

    /// Everything that is left of the order is refunded, and put back if `restock`.
    mutating func cancel(_ orderId: Int64, restock: Bool, at now: ShopTime) throws(SandboxRefusal) -> [ShopChange] {
        guard let order = orders[orderId] else { throw .noSuchOrder(orderId) }
        guard order.isOpen else { throw .nothingLeft(orderId) }
        orders[orderId]?.cancelledAt = max(now.wholeSeconds, order.updatedAt)
        let rest = order.lines.filter { order.remaining(of: $0) > 0 }.map {
            (lineId: $0.lineId, quantity: order.remaining(of: $0), restock: SandboxRestock.cancel)
        }
        let changes = try refund(
            orderId,
            restock ? rest : rest.map { ($0.lineId, $0.quantity, .noRestock) },
            note: "Order cancelled",
            at: now
        )
        return changes.map { change in
            if case .order(let order, _) = change { .order(order, topics: ["orders/cancelled"]) } else { change }
        }
    }

    private mutating func move(_ itemId: Int64, by units: Int64, at now: ShopTime) -> [ShopChange] {
        setLevel(itemId, to: available(itemId) + units, at: now).map { [$0] } ?? []
    }

    private mutating func newId() -> Int64 {
        lastId += 1
        return lastId
    }
}

/// What happened, in the terms of the webhooks that tell it.
enum ShopChange: Sendable {
    case order(SandboxOrder, topics: [String])
    case refund(SandboxOrder.Refund, of: SandboxOrder)
    case level(itemId: Int64, locationId: Int64, available: Int64, updatedAt: ShopTime)
}

extension [ShopChange] {
    /// One action that moves an item twice tells its level once, as it is in the end.
    fileprivate func withLastLevelsOnly() -> [ShopChange] {
        var seen: Set<Int64> = []
        let kept = reversed().filter { change in
            if case .level(let itemId, _, _, _) = change { seen.insert(itemId).inserted } else { true }
        }
        return kept.reversed()
    }
}
