/// Every setting, by the name it has in the environment and in `.env`.
package enum SettingName: String, CaseIterable, Sendable {
    case host = "HOST"
    case port = "PORT"
    case logLevel = "LOG_LEVEL"
    case store = "STORE"
    case sqlitePath = "SQLITE_PATH"
    case dynamoDBEndpoint = "DYNAMODB_ENDPOINT"
    case dynamoDBLocalEndpoint = "DYNAMODB_LOCAL_ENDPOINT"
    case broadcast = "BROADCAST"
    case dynamoDBTablePrefix = "DYNAMODB_TABLE_PREFIX"
    case awsRegion = "AWS_REGION"
    case apiKey = "SYNCSTATE_API_KEY"
    case encryptionKey = "SYNCSTATE_ENCRYPTION_KEY"
    case shopifyAPIKey = "SHOPIFY_API_KEY"
    case jwtJWKS = "JWT_JWKS"
    case jwtIssuer = "JWT_ISSUER"
    case jwtAudience = "JWT_AUDIENCE"
    case shopifyShop = "SHOPIFY_SHOP"
    case shopifyAPISecret = "SHOPIFY_API_SECRET"
    case shopifyAPISecretPrevious = "SHOPIFY_API_SECRET_PREVIOUS"
    case shopifyAccessToken = "SHOPIFY_ACCESS_TOKEN"
    case shopifyRefreshToken = "SHOPIFY_REFRESH_TOKEN"
    case shopifyLocationId = "SHOPIFY_LOCATION_ID"
    case shopifyAPIVersion = "SHOPIFY_API_VERSION"
    case shopifyAdminURL = "SHOPIFY_ADMIN_URL"
    case cacheTTLSeconds = "CACHE_TTL_SECONDS"
    case transactionTTLDays = "TRANSACTION_TTL_DAYS"
    case settleSeconds = "SETTLE_SECONDS"
    case reconcileMinutes = "RECONCILE_MINUTES"
    case stallSeconds = "STALL_SECONDS"
    case bulkCatalogueItems = "BULK_CATALOGUE_ITEMS"
    case defaultBuffer = "DEFAULT_BUFFER"
    case lowStockThreshold = "LOW_STOCK_THRESHOLD"
    case reservationMinutes = "RESERVATION_MINUTES"
    case cartMinutes = "CART_MINUTES"
    case currency = "CURRENCY"
    case taxRate = "TAX_RATE"
    case shippingFlat = "SHIPPING_FLAT"

    /// Whether its value may be shown to nobody. Secrets have no command-line option either: the arguments of a process
    /// are readable to every user of the machine.
    package var isSecret: Bool {
        switch self {
        case .apiKey, .encryptionKey, .shopifyAPISecret, .shopifyAPISecretPrevious, .shopifyAccessToken,
            .shopifyRefreshToken:
            true
        default: false
        }
    }

    /// The command-line option without its dashes: `sqlite-path`.
    package var option: String {
        rawValue.lowercased().split(separator: "_").joined(separator: "-")
    }
}
