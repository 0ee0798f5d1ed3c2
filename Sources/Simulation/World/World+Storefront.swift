import Inventory
import Sync

// What customers and people at the shops do.
extension World {
    func sellAtShop() {
        guard let shop = chance.pick(shops) else { return }
        var units: [(item: SimulatedShop.ShelfItem, quantity: Int64)] = []
        for _ in 0..<(chance.perMille(250) ? 2 : 1) {
            guard let sku = chance.pick(shop.skus) else { return }
            // What somebody quarrels about is seldom on sale: a quarrel is about nothing else.
            if let quarrel, quarrel.shop === shop, quarrel.sku == sku, !chance.perMille(100) { continue }
            guard let item = chance.pick(shop.items(carrying: sku)), isOnSale(item, at: shop) else { continue }
            let quantity = chance.number(in: 1...2)
            // Some shops go on selling what they do not have.
            if item.available < quantity, !chance.perMille(100) { continue }
            units.append((item, quantity))
        }
        guard !units.isEmpty else { return }
        let order = shop.sell(units)
        let skus = units.map(\.item.sku)
        for unit in units { truth(unit.item.sku, -unit.quantity, shop.channelId) }
        if conductor.processes.contains(where: { $0.useCase == .round }) { watch.sometimes.note(.saleWhileWriting) }
        watch.note(skus, "\(shop.channelId) sells \(units.map { "\($0.quantity) \($0.item.sku)" }) in \(order.orderId)")
        send(.order(order.orderId), "orders/create", of: shop, skus)
        if chance.perMille(300) {
            watch.sometimes.note(.sameFactOtherId)
            send(.order(order.orderId), "orders/paid", of: shop, skus)
        }
        sendLevels(units.map(\.item.itemId), of: shop, cause: "sale")
    }

    func refundAtShop() {
        guard let (shop, order) = recentOrder() else { return }
        let restocks = RestockType.allCases
        var lines: [(lineId: Int64, quantity: Int64, restock: RestockType)] = []
        for line in order.lines where mayTakeBack(line, at: shop) {
            guard let restock = chance.pick(restocks) else { continue }
            lines.append((line.lineId, chance.number(in: 1...line.left), restock))
        }
        take(back: lines, of: order, at: shop, topic: "orders/updated")
    }

    func cancelAtShop() {
        guard let (shop, order) = recentOrder() else { return }
        let lines = order.lines.filter { mayTakeBack($0, at: shop) }.map { ($0.lineId, $0.left, RestockType.cancel) }
        take(back: lines, of: order, at: shop, topic: "orders/cancelled")
    }

    private func take(
        back lines: [(lineId: Int64, quantity: Int64, restock: RestockType)],
        of order: ShopOrder,
        at shop: SimulatedShop,
        topic: String
    ) {
        guard let refund = shop.refund(order.orderId, lines) else { return }
        let restocked = refund.lines.filter(\.restock.isRestocked)
        for line in restocked { if let sku = line.sku { truth(sku, line.quantity, shop.channelId) } }
        let skus = refund.lines.compactMap(\.sku)
        watch.note(skus, "\(shop.channelId) takes back \(refund.lines.map(\.summary)) of \(order.orderId)")
        send(.fixed(.refund(orderId: order.orderId, refund)), "refunds/create", of: shop, skus)
        send(.order(order.orderId), topic, of: shop, skus)
        let items = restocked.compactMap { back in order.lines.first { $0.lineId == back.lineId }?.itemId }
        sendLevels(items, of: shop, cause: "refund")
    }

    func editOrderAtShop() {
        guard let (shop, order) = recentOrder(), shop !== changing, let sku = chance.pick(shop.skus) else { return }
        // What an edit added to an order that a first reading contains, or may contain yet, only its own webhook can tell:
        // where that is lost and nobody adopts what is left over, the rules leave units out on purpose.
        let skus = order.lines.map(\.sku) + [sku]
        guard shop.authority == .adopt || skus.allSatisfy({ wasCounted($0, before: order, at: shop) }) else { return }
        guard let item = shop.item(carrying: sku), isKnown(item, at: shop) else { return }
        let units = chance.perMille(400) ? -chance.number(in: 1...2) : chance.number(in: 1...2)
        guard let edit = shop.edit(order.orderId, item, by: units, onNewLine: chance.perMille(500)) else { return }
        truth(sku, -edit.units, shop.channelId)
        watch.note([sku], "\(shop.channelId) edits \(order.orderId) by \(edit.units) \(sku)")
        send(.fixed(editFacts(order.orderId, edit, at: shop)), "orders/edited", of: shop, [sku])
        send(.order(order.orderId), "orders/updated", of: shop, [sku])
        sendLevel(item.itemId, of: shop, cause: "order edit")
    }

    private func editFacts(
        _ orderId: Int64,
        _ edit: (lineId: Int64, units: Int64),
        at shop: SimulatedShop
    ) -> DeliveryFacts {
        // Units taken off are not told as additions.
        let additions = edit.units > 0 ? [OrderEdit.Addition(lineId: edit.lineId, quantity: edit.units)] : []
        return .orderEdited(OrderEdit(orderId: orderId, committedAt: shop.now, additions: additions))
    }

    /// A person changes a level in the shop's own admin.
    func editLevelAtShop() {
        guard let shop = quarrel?.shop ?? chance.pick(shops), let sku = quarrel?.sku ?? chance.pick(shop.skus),
            shop !== changing, let level = shop.item(carrying: sku), isKnown(level, at: shop), isCounted(sku)
        else { return }
        // Who quarrels waits for what we say to it.
        if quarrel != nil, let item = watch.items[TellingItem(channelId: shop.channelId, sku: sku)],
            !item.isExplained || item.pendingWrite != nil
        {
            return
        }
        let target =
            chance.perMille(500) ? chance.number(in: 0...20) : max(0, level.available + chance.number(in: -3...3))
        guard target != level.available else { return }
        if shop.authority == .adopt { truth(sku, target - level.available, shop.channelId) }
        shop.change(level.itemId, by: target - level.available)
        sendLevel(level.itemId, of: shop, cause: "a person")
    }

    func sellAtSink() {
        guard let sku = chance.pick(skus), (sink.shown[sku]?.count ?? 0) > 0 else { return }
        let quantity = chance.number(in: 1...2)
        truth(sku, -quantity, sink.channelId)
        watch.note([sku], "sink sells \(quantity) \(sku)")
        sendSinkSale(sku, quantity)
    }

    private func recentOrder() -> (SimulatedShop, ShopOrder)? {
        guard let shop = chance.pick(shops) else { return nil }
        let recent = shop.orders.values.filter { order in order.lines.contains { mayTakeBack($0, at: shop) } }
            .sorted { $0.orderId < $1.orderId }.suffix(8)
        return chance.pick(Array(recent)).map { (shop, $0) }
    }

    private func truth(_ sku: SKU, _ units: Int64, _ channel: ChannelID) {
        watch.reallyMoved(sku, by: units, at: channel)
    }
}
