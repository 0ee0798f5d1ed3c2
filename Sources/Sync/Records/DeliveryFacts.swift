package import Inventory

/// What a delivery says, in the terms of the use cases. Payloads stop at the adapter that read them.
package enum DeliveryFacts: Sendable, Equatable {
    /// All `orders/*` topics that carry the whole order.
    case order(OrderSnapshot)
    case refund(orderId: Int64, Refund)
    /// Carries what changed and not what the lines are: the order must be read again.
    case orderEdited(OrderEdit)
    case orderDeleted(orderId: Int64)
    case level(LevelFacts)
    case levelDisconnected(inventoryItemId: Int64, locationId: Int64)
    case item(ItemFacts)
    case itemDeleted(inventoryItemId: Int64)
    case product(ProductFacts)
    /// Its items are not named; each is told apart by `itemDeleted`.
    case productDeleted(productId: Int64)
    case seedSale(SeedSale)
    /// Tell the merchant what is kept of this customer.
    case dataRequest(CustomerFacts)
    case customerRedact(CustomerFacts)
    case shopRedact
    case uninstalled
    /// A known topic that changes nothing here.
    case noEffect
    /// A topic that is not known; the body is JSON and nothing more was read.
    case unknownTopic
}

/// A level as the channel saw it when the delivery was assembled.
package struct LevelFacts: Sendable, Equatable {
    package let inventoryItemId: Int64
    package let locationId: Int64
    /// Nil when the channel does not track this item. May be negative.
    package let available: Int64?
    /// Whole seconds of the channel's clock.
    package let updatedAt: Timestamp
    /// Whether the item has just been stocked at the location (`inventory_levels/connect`).
    package let isConnect: Bool

    package init(
        inventoryItemId: Int64,
        locationId: Int64,
        available: Int64?,
        updatedAt: Timestamp,
        isConnect: Bool
    ) {
        self.inventoryItemId = inventoryItemId
        self.locationId = locationId
        self.available = available
        self.updatedAt = updatedAt
        self.isConnect = isConnect
    }
}

/// A channel's item and the SKU that it carries; nil when the shop gives none.
package struct ItemFacts: Sendable, Equatable {
    package let inventoryItemId: Int64
    package let sku: SKU?
    /// Whether the channel counts it; nil where the delivery does not say.
    package let isTracked: Bool?
    /// When the channel last changed it, by its clock; nil where the delivery does not say.
    package let updatedAt: Timestamp?

    package init(inventoryItemId: Int64, sku: SKU?, isTracked: Bool?, updatedAt: Timestamp?) {
        self.inventoryItemId = inventoryItemId
        self.sku = sku
        self.isTracked = isTracked
        self.updatedAt = updatedAt
    }
}

package struct ProductFacts: Sendable, Equatable {
    package let productId: Int64
    /// The variants that have an inventory item.
    package let items: [ItemFacts]
    /// False when the product has more variants than the delivery carries.
    package let isComplete: Bool

    package init(productId: Int64, items: [ItemFacts], isComplete: Bool) {
        self.productId = productId
        self.items = items
        self.isComplete = isComplete
    }
}

/// The plain format of the seeds: a sale of each item, without a topic.
package struct SeedSale: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package let sku: SKU
        package let quantity: Int64

        package init(sku: SKU, quantity: Int64) {
            self.sku = sku
            self.quantity = quantity
        }
    }

    /// The sender's own name for the sale, to know it again by.
    package let txId: String?
    /// As listed; a SKU may stand in several.
    package let items: [Item]

    package init(txId: String?, items: [Item]) {
        self.txId = txId
        self.items = items
    }
}

/// A person whose data is asked for or to be erased.
package struct CustomerFacts: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    package let customerId: Int64
    /// E-mail address and telephone number as given: what a stored body is searched for. Never stored or logged.
    package let contacts: [String]
    package let orderIds: [Int64]

    package init(customerId: Int64, contacts: [String], orderIds: [Int64]) {
        self.customerId = customerId
        self.contacts = contacts
        self.orderIds = orderIds
    }

    package var description: String { "CustomerFacts(customer \(customerId), \(orderIds.count) orders)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
