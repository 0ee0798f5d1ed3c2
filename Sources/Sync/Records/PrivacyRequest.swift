package import Inventory

/// A compliance request of Shopify and what was done about it. It holds ids, never names or addresses.
package struct PrivacyRequest: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case dataRequest = "customers/data_request"
        case customerRedact = "customers/redact"
        case shopRedact = "shop/redact"
    }

    package let requestId: String
    package let kind: Kind
    package let channelId: ChannelID
    package let shop: String
    package let customerId: Int64?
    package let orderIds: [Int64]
    /// What was found (data request) or erased (redactions): rows by table, in words for the merchant.
    package let outcome: String
    package let timestamp: Timestamp

    package init(
        requestId: String,
        kind: Kind,
        channelId: ChannelID,
        shop: String,
        customerId: Int64?,
        orderIds: [Int64],
        outcome: String,
        timestamp: Timestamp
    ) {
        self.requestId = requestId
        self.kind = kind
        self.channelId = channelId
        self.shop = shop
        self.customerId = customerId
        self.orderIds = orderIds
        self.outcome = outcome
        self.timestamp = timestamp
    }
}
