package import Foundation
package import Logging
package import Signing
package import Sync

/// Every setting, typed and checked. Source: the Configuration section of the HTTP interface.
package struct Settings: Sendable {
    package var host: String
    /// 0: whichever is free.
    package var port: Int
    package var logLevel: Logger.Level
    package var sqlitePath: String
    /// Where rows are kept instead of in the file at `sqlitePath`; nil: in the file.
    package var dynamoDB: DynamoDBSettings?
    /// Whether it tells, settles and reconciles channels; false leaves them to other servers on the same tables.
    package var broadcasts: Bool
    /// The first admin key; nil: the one in the store, or one that is generated.
    package var apiKey: Secret?
    /// Nil: the key file beside the database.
    package var encryptionKey: SealingKey?
    /// The channel `shopify`; nil: none is set up by the settings.
    package var shopify: ShopifyChannelSettings?
    package var tokens: TokenSettings
    package var rules: SyncSettings
    /// From how many items on a shop's catalogue is read by a bulk operation; nil: never.
    package var bulkCatalogueItems: Int?
    package var orders: OrderSettings
    /// Names in `.env` that are probably misspelt.
    package var unknownNames: [String]

    /// Where rows are kept, for a person.
    package var database: String {
        dynamoDB.map { "the tables \($0.tablePrefix)* of DynamoDB at \($0.endpoint ?? $0.region)" } ?? sqlitePath
    }
}

/// The tables of an installation on DynamoDB.
package struct DynamoDBSettings: Sendable {
    package var tablePrefix: String
    package var region: String
    /// Nil for the region's own.
    package var endpoint: String?
    /// What the AWS credential chain reads: the environment, and `.env` beneath it.
    package var environment: [String: String]
}

/// What makes the channel `shopify`.
package struct ShopifyChannelSettings: Sendable {
    package var shop: String
    package var locationId: Int64
    package var accessToken: Secret
    /// What an access token that expires is renewed with; nil for one that does not.
    package var refreshToken: Secret?
    /// The app's client id; nil where nothing is to be renewed.
    package var clientId: String?
    /// The current secret first.
    package var webhookSecrets: [Secret]
    package var adminURL: String?
    package var apiVersion: String
}

/// Who may issue bearer tokens beside our own keys.
package struct TokenSettings: Sendable, Equatable {
    /// The audience of Shopify's session tokens.
    package var shopifyAPIKey: String?
    /// A path or an https address.
    package var jwks: String?
    package var issuer: String?
    package var audience: String?

    /// Nobody.
    package init() {}
}

/// What orders and carts of our own door go by.
package struct OrderSettings: Sendable, Equatable {
    package var reservation: Duration
    package var cartLifetime: Duration
    /// ISO 4217.
    package var currency: String
    /// A fraction: 0.19 is 19 percent.
    package var taxRate: Decimal
    package var shippingFlat: Decimal
}
