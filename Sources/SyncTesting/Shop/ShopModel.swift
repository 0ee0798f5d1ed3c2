package import Inventory

/// A shop as the rules may expect it to be: one location, levels with times of whole seconds, orders, refunds and edits,
/// and a compare-and-set that takes all or nothing and knows its keys again. A value: no clock and no chance of its own.
package struct ShopModel: Sendable {
    package struct Level: Sendable {
        package let available: Int64
        package let updatedAt: Timestamp
        /// Counts the changes: the shop itself tells only whole seconds.
        package let revision: Int64
    }

    /// A sale, and which change of its level it was.
    package struct Sale: Sendable {
        package let orderId: Int64
        package let itemId: Int64
        package let units: Int64
        package let revision: Int64
    }

    package struct Order: Sendable {
        package let createdAt: Timestamp
        package internal(set) var updatedAt: Timestamp
        package internal(set) var lines: [OrderLine]
        package internal(set) var refunds: [Refund]
        package internal(set) var isEdited = false
    }

    /// What the shop is about to tell. A level's value is that of the moment when its delivery is assembled.
    package enum News: Sendable {
        case order(OrderSnapshot)
        case refund(orderId: Int64, Refund)
        case edit(OrderEdit)
        case level(Int64)
    }

    /// The shop's own time: never goes back.
    package var now: Timestamp
    package private(set) var skus: [Int64: SKU] = [:]
    package private(set) var levels: [Int64: Level] = [:]
    package private(set) var orders: [Int64: Order] = [:]
    /// Since it was last emptied by whoever delivers it.
    package var news: [News] = []
    /// Units that left by orders less those that came back; units that a person added less those taken off, and added
    /// alone.
    package private(set) var sold: [Int64: Int64] = [:]
    package private(set) var edited: [Int64: Int64] = [:]
    package private(set) var added: [Int64: Int64] = [:]
    /// Orders as they were made, oldest first.
    package private(set) var sales: [Sale] = []

    var nextId: Int64 = 1
    var answered: [String: SetAnswer] = [:]

    package init(now: Timestamp) {
        self.now = now
    }

    package mutating func stock(_ itemId: Int64, _ sku: SKU, _ available: Int64) {
        skus[itemId] = sku
        levels[itemId] = Level(available: available, updatedAt: second, revision: 0)
    }

    package mutating func remove(_ itemId: Int64) {
        skus[itemId] = nil
        levels[itemId] = nil
    }

    package mutating func rename(_ itemId: Int64, _ sku: SKU) { skus[itemId] = sku }

    package func available(_ itemId: Int64) -> Int64 { levels[itemId]?.available ?? 0 }

    package func read(_ itemId: Int64) -> LiveLevel? {
        levels[itemId].map { LiveLevel(available: $0.available, updatedAt: $0.updatedAt, readAt: now) }
    }

    /// In whole seconds, as everything that the shop says of time.
    var second: Timestamp { Timestamp(millisecondsSinceEpoch: now.seconds * 1000) }

    mutating func move(_ itemId: Int64, by units: Int64) {
        guard units != 0, let level = levels[itemId] else { return }
        levels[itemId] = Level(
            available: level.available + units,
            updatedAt: second,
            revision: level.revision + 1
        )
        news.append(.level(itemId))
    }

    // MARK: What people do

    /// Answers the order.
    @discardableResult
    package mutating func sell(_ itemId: Int64, _ units: Int64) -> Int64 {
        let (orderId, lineId) = (newId(), newId())
        let line = OrderLine(lineId: lineId, sku: skus[itemId], quantity: units)
        orders[orderId] = Order(createdAt: second, updatedAt: second, lines: [line], refunds: [])
        sold[itemId, default: 0] += units
        move(itemId, by: -units)
        let revision = levels[itemId]?.revision ?? 0
        sales.append(Sale(orderId: orderId, itemId: itemId, units: units, revision: revision))
        tell(orderId)
        return orderId
    }

    /// Adds units to an order that was made before.
    package mutating func addUnits(_ units: Int64, to orderId: Int64, of itemId: Int64) {
        guard var order = orders[orderId], let line = order.lines.first else { return }
        order.lines[0] = OrderLine(lineId: line.lineId, sku: line.sku, quantity: line.quantity + units)
        order.updatedAt = second
        order.isEdited = true
        orders[orderId] = order
        sold[itemId, default: 0] += units
        move(itemId, by: -units)
        news.append(
            .edit(
                OrderEdit(
                    orderId: orderId,
                    committedAt: second,
                    additions: [OrderEdit.Addition(lineId: line.lineId, quantity: units)]
                )
            )
        )
        tell(orderId)
    }

    /// Takes units of an order back; only what is restocked is on the shelf again.
    package mutating func refund(_ units: Int64, of orderId: Int64, _ itemId: Int64, _ restock: RestockType) {
        guard var order = orders[orderId], let line = order.lines.first else { return }
        let refund = Refund(
            refundId: newId(),
            createdAt: second,
            note: nil,
            lines: [RefundLine(lineId: line.lineId, sku: line.sku, quantity: units, restock: restock)]
        )
        order.refunds.append(refund)
        order.updatedAt = second
        orders[orderId] = order
        if restock.isRestocked {
            sold[itemId, default: 0] -= units
            move(itemId, by: units)
        }
        news.append(.refund(orderId: orderId, refund))
        tell(orderId)
    }

    /// Something about an order changes that is no business of ours.
    package mutating func touch(_ orderId: Int64) {
        let moment = second
        orders[orderId]?.updatedAt = moment
        tell(orderId)
    }

    /// A person edits the count.
    package mutating func edit(_ itemId: Int64, by units: Int64) {
        edited[itemId, default: 0] += units
        added[itemId, default: 0] += max(0, units)
        move(itemId, by: units)
    }

    /// How many units of the order could still come back.
    package func refundable(_ orderId: Int64) -> Int64 {
        guard let order = orders[orderId] else { return 0 }
        let back = order.refunds.flatMap(\.lines).reduce(0) { $0 + $1.quantity }
        return order.lines.reduce(0) { $0 + $1.quantity } - back
    }

    package func snapshot(_ orderId: Int64, tellsEdits: Bool) -> OrderSnapshot? {
        orders[orderId].map { order in
            OrderSnapshot(
                orderId: orderId,
                createdAt: order.createdAt,
                updatedAt: order.updatedAt,
                lines: order.lines,
                refunds: order.refunds,
                isEdited: tellsEdits ? order.isEdited : nil
            )
        }
    }

    private mutating func tell(_ orderId: Int64) {
        if let snapshot = snapshot(orderId, tellsEdits: false) { news.append(.order(snapshot)) }
    }

    private mutating func newId() -> Int64 {
        nextId += 1
        return nextId
    }
}
