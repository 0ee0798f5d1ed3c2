import Inventory
import Sync

// What people do to a shop's catalogue while everything runs.
extension World {
    /// How many SKUs may be added to those of the beginning.
    private static let mostNewSKUs = 3

    func changeCatalogue() {
        guard let shop = changing else { return }
        // What nobody has counted waits for that.
        let items = shop.items.compactMap { shop.shelf[$0] }
            .filter { isCounted($0.sku) && $0.isShown && !awaitsEdit($0, at: shop) }
        switch chance.index(below: 10) {
        case 0: return launch(at: shop)
        case 1...2: return putRight(shop)
        case let choice:
            guard let item = chance.pick(items) else { return }
            switch choice {
            case 3: double(item.sku, at: shop)
            case 4: if let other = chance.pick(items) { rename(item, other.sku, at: shop) }
            case 5...6: renameFreely(item, at: shop)
            case 7: takeOff(item, at: shop)
            case 8: endCounting(item, at: shop)
            default: delete(item, at: shop)
            }
        }
    }

    /// Every SKU on one item, and every item at the location and counted.
    func putRight(_ shop: SimulatedShop) {
        for sku in shop.doubled {
            let items = shop.items(carrying: sku)
            let kept = chance.pick(items)?.itemId
            for item in items where item.itemId != kept {
                if chance.perMille(400) { renameFreely(item, at: shop) } else { delete(item, at: shop) }
            }
        }
        for itemId in shop.items {
            guard let item = shop.shelf[itemId], !item.isShown else { continue }
            shop.shelf[itemId]?.isStocked = true
            shop.shelf[itemId]?.isCounted = true
            shop.shelf[itemId]?.updatedAt = shop.now
            guard let back = shop.shelf[itemId] else { continue }
            watch.note([item.sku], "\(shop.channelId) shows \(item.sku) again, \(item.available)")
            if item.isStocked {
                tell(of: back, at: shop)
            } else {
                send(.fixed(shop.facts(back, isConnect: true)), "inventory_levels/connect", of: shop, [item.sku])
            }
        }
    }

    /// A SKU that nobody has counted goes on sale at once; one that is counted waits until we know of it.
    private func launch(at shop: SimulatedShop) {
        let known = skus.filter { shop.item(carrying: $0) == nil && isCounted($0) }
        guard let sku = chance.pick(known) ?? newSKU() else { return }
        let itemId = shop.stock(sku, available: chance.number(in: 0...20))
        watch.sometimes.note(.launch)
        if let item = shop.shelf[itemId] { tell(of: item, at: shop) }
    }

    private func newSKU() -> SKU? {
        guard skus.count < options.skus + Self.mostNewSKUs else { return nil }
        skus.append(SKU(stored: "SKU-\(skus.count + 1)"))
        return skus.last
    }

    private func double(_ sku: SKU, at shop: SimulatedShop) {
        let twin = shop.stock(sku, available: chance.number(in: 0...5))
        watch.sometimes.note(.doubledSKU)
        if let item = shop.shelf[twin] { tell(of: item, at: shop) }
    }

    private func rename(_ item: SimulatedShop.ShelfItem, _ sku: SKU, at shop: SimulatedShop) {
        guard sku != item.sku else { return }
        watch.sometimes.note(shop.item(carrying: sku) == nil ? .renamed : .doubledSKU)
        watch.note([item.sku, sku], "\(shop.channelId) renames \(item.sku) \(sku)")
        shop.rename(item.itemId, sku)
        if let renamed = shop.shelf[item.itemId] { tell(of: renamed, at: shop) }
    }

    /// To a name that nothing else carries here: a counted one, or one that nobody has heard of.
    private func renameFreely(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) {
        let free = skus.filter { shop.item(carrying: $0) == nil && isCounted($0) }
        if let sku = chance.pick(free) {
            rename(item, sku, at: shop)
        } else if !isWriting(item, at: shop), let sku = newSKU() {
            rename(item, sku, at: shop)
        }
    }

    private func takeOff(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) {
        shop.shelf[item.itemId]?.isStocked = false
        watch.sometimes.note(.offShelf)
        watch.note([item.sku], "\(shop.channelId) stocks \(item.sku) no more")
        let facts = DeliveryFacts.levelDisconnected(inventoryItemId: item.itemId, locationId: shop.locationId)
        send(.fixed(facts), "inventory_levels/disconnect", of: shop, [item.sku])
    }

    private func endCounting(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) {
        shop.shelf[item.itemId]?.isCounted = false
        watch.sometimes.note(.uncounted)
        watch.note([item.sku], "\(shop.channelId) counts \(item.sku) no more")
        if let uncounted = shop.shelf[item.itemId] { tell(of: uncounted, at: shop) }
    }

    private func delete(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) {
        shop.shelf[item.itemId] = nil
        watch.sometimes.note(.deletedItem)
        watch.note([item.sku], "\(shop.channelId) deletes the item \(item.itemId) of \(item.sku)")
        send(.fixed(.itemDeleted(inventoryItemId: item.itemId)), "inventory_items/delete", of: shop, [item.sku])
    }

    /// Both topics tell of it, and either may be lost.
    private func tell(of item: SimulatedShop.ShelfItem, at shop: SimulatedShop) {
        watch.note([item.sku], "\(shop.channelId) carries \(item.sku) on \(item.itemId)")
        let facts = ItemFacts(
            inventoryItemId: item.itemId,
            sku: item.sku,
            isTracked: item.isCounted,
            updatedAt: shop.now
        )
        if chance.perMille(700) {
            let product = ProductFacts(productId: item.itemId, items: [facts], isComplete: true)
            send(.fixed(.product(product)), "products/update", of: shop, [item.sku])
        }
        if chance.perMille(500) { send(.fixed(.item(facts)), "inventory_items/update", of: shop, [item.sku]) }
    }
}
