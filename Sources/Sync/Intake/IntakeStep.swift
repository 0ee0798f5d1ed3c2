import Inventory

/// One delivery being applied: which facts lead to which effects.
struct IntakeStep {
    struct Outcome {
        let status: TransactionRecord.Status
        var reference: String?
    }

    let tx: any StoreTransaction
    let channel: Channel
    let ledger: StockLedger
    let settings: SyncSettings
    let txId: String

    var items: ChannelItemDesk { ChannelItemDesk(tx, ledger, channel.channelId, settings) }

    func apply(_ facts: DeliveryFacts) throws -> Outcome {
        switch facts {
        case .order(let snapshot):
            let merged = try mergeOrder(snapshot)
            return Outcome(status: merged.status, reference: Self.reference(order: snapshot.orderId))
        case .refund(let orderId, let refund):
            let merged = try mergeOrder(orderId) { $0.merge(refund) }
            return Outcome(status: merged.status, reference: Self.reference(order: orderId))
        case .orderEdited(let edit):
            _ = try mergeOrder(edit.orderId) { $0.merge(edit) }
            return Outcome(status: .pending, reference: Self.reference(order: edit.orderId))
        case .orderDeleted(let orderId):
            // Shopify deletes only what is cancelled or archived: nothing moves, the record is kept.
            return Outcome(status: .ignored, reference: Self.reference(order: orderId))
        case .seedSale(let sale):
            try applySeedSale(sale)
            return Outcome(status: .applied)
        case .level(let level):
            return Outcome(status: try observe(level), reference: "inventory-item/\(level.inventoryItemId)")
        case .levelDisconnected(let itemId, let locationId):
            return Outcome(status: try disconnect(itemId, locationId), reference: "inventory-item/\(itemId)")
        case .item(let item):
            try eachOfShop { try $0.map(item.inventoryItemId, to: item.sku, on: $1) }
            return Outcome(status: .applied, reference: "inventory-item/\(item.inventoryItemId)")
        case .itemDeleted(let itemId):
            try eachOfShop { try $0.remove(itemId, from: $1) }
            return Outcome(status: .applied, reference: "inventory-item/\(itemId)")
        case .product(let product):
            try eachOfShop { desk, channel in
                for item in product.items { try desk.map(item.inventoryItemId, to: item.sku, on: channel) }
            }
            return Outcome(status: .applied, reference: "product/\(product.productId)")
        case .dataRequest(let customer):
            try PrivacyDesk(tx, channel).findData(of: customer)
            return Outcome(status: .applied, reference: "customer/\(customer.customerId)")
        case .customerRedact(let customer):
            try PrivacyDesk(tx, channel).erase(customer)
            return Outcome(status: .applied, reference: "customer/\(customer.customerId)")
        case .shopRedact:
            try PrivacyDesk(tx, channel).eraseShop()
            return Outcome(status: .applied)
        case .uninstalled:
            try pauseShop()
            return Outcome(status: .applied)
        case .productDeleted, .noEffect, .unknownTopic:
            return Outcome(status: .ignored)
        }
    }

    /// A shop's items are those of each of its locations.
    private func eachOfShop(_ body: (CatalogueDesk, Channel) throws -> Void) throws {
        let desk = CatalogueDesk(tx, ledger, settings)
        for place in try tx.channels() where place.shop == channel.shop { try body(desk, place) }
    }

    static func reference(order orderId: Int64) -> String { "order/\(orderId)" }

    private func pauseShop() throws {
        for var other in try tx.channels() where other.shop == channel.shop {
            other.pause = .uninstalled
            other.lastError = "the app was uninstalled from the shop"
            try tx.put(other)
            try AlertDesk(tx).raise(
                AlertKey(type: .channelPaused, channelId: other.channelId),
                "\(other.channelId) is paused: the app was uninstalled from the shop"
            )
            tx.emit(.channel(other.channelId))
        }
    }
}
