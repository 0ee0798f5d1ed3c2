/// The webhook topics that are known. Source: Shopify's topic list of 2026-04.
package enum Topic: String, Sendable, CaseIterable {
    case appScopesUpdate = "app/scopes_update"
    case appUninstalled = "app/uninstalled"
    case bulkOperationsFinish = "bulk_operations/finish"
    case customersDataRequest = "customers/data_request"
    case customersRedact = "customers/redact"
    case draftOrdersCreate = "draft_orders/create"
    case fulfillmentsCreate = "fulfillments/create"
    case fulfillmentsUpdate = "fulfillments/update"
    case inventoryItemsCreate = "inventory_items/create"
    case inventoryItemsDelete = "inventory_items/delete"
    case inventoryItemsUpdate = "inventory_items/update"
    case inventoryLevelsConnect = "inventory_levels/connect"
    case inventoryLevelsDisconnect = "inventory_levels/disconnect"
    case inventoryLevelsUpdate = "inventory_levels/update"
    case locationsCreate = "locations/create"
    case locationsDeactivate = "locations/deactivate"
    case locationsDelete = "locations/delete"
    case locationsUpdate = "locations/update"
    case orderTransactionsCreate = "order_transactions/create"
    case ordersCancelled = "orders/cancelled"
    case ordersCreate = "orders/create"
    case ordersDelete = "orders/delete"
    case ordersEdited = "orders/edited"
    case ordersFulfilled = "orders/fulfilled"
    case ordersPaid = "orders/paid"
    case ordersPartiallyFulfilled = "orders/partially_fulfilled"
    case ordersUpdated = "orders/updated"
    case productsCreate = "products/create"
    case productsDelete = "products/delete"
    case productsUpdate = "products/update"
    case refundsCreate = "refunds/create"
    case returnsApprove = "returns/approve"
    case returnsCancel = "returns/cancel"
    case returnsClose = "returns/close"
    case returnsDecline = "returns/decline"
    case returnsProcess = "returns/process"
    case returnsReopen = "returns/reopen"
    case returnsRequest = "returns/request"
    case returnsUpdate = "returns/update"
    case reverseFulfillmentOrdersDispose = "reverse_fulfillment_orders/dispose"
    case shopRedact = "shop/redact"
    case shopUpdate = "shop/update"

    /// What a delivery is read as.
    package enum Effect: Sendable, Equatable {
        /// Carries the whole order.
        case order
        case refund, orderEdited, orderDeleted
        case level(isConnect: Bool)
        case levelDisconnected
        case item, itemDeleted
        case product, productDeleted
        case dataRequest, customerRedact, shopRedact
        case uninstalled
        /// Moves no stock of its own: what follows from it comes as an order, a refund or a level.
        case none
    }

    package var effect: Effect {
        switch self {
        case .ordersCreate, .ordersUpdated, .ordersPaid, .ordersCancelled, .ordersFulfilled,
            .ordersPartiallyFulfilled:
            .order
        case .refundsCreate: .refund
        case .ordersEdited: .orderEdited
        case .ordersDelete: .orderDeleted
        case .inventoryLevelsUpdate: .level(isConnect: false)
        case .inventoryLevelsConnect: .level(isConnect: true)
        case .inventoryLevelsDisconnect: .levelDisconnected
        case .inventoryItemsCreate, .inventoryItemsUpdate: .item
        case .inventoryItemsDelete: .itemDeleted
        case .productsCreate, .productsUpdate: .product
        case .productsDelete: .productDeleted
        case .customersDataRequest: .dataRequest
        case .customersRedact: .customerRedact
        case .shopRedact: .shopRedact
        case .appUninstalled: .uninstalled
        case .appScopesUpdate, .bulkOperationsFinish, .draftOrdersCreate, .fulfillmentsCreate, .fulfillmentsUpdate,
            .locationsCreate, .locationsDeactivate, .locationsDelete, .locationsUpdate, .orderTransactionsCreate,
            .returnsApprove, .returnsCancel, .returnsClose, .returnsDecline, .returnsProcess, .returnsReopen,
            .returnsRequest, .returnsUpdate, .reverseFulfillmentOrdersDispose, .shopUpdate:
            .none
        }
    }
}
