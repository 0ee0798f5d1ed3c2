import App
import ArgumentParser

/// Every setting that is no secret, as an option. Values are checked where those of the environment are.
struct SettingsOptions: ParsableArguments {
    @Option(help: "Address to listen on. (default: 127.0.0.1)")
    var host: String?
    @Option(help: "Port to listen on; 0 takes a free one. (default: 3000)")
    var port: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?
    @Option(help: "sqlite or dynamodb. (default: sqlite)")
    var store: String?
    @Option(help: "The database's file. (default: syncstate.db)")
    var sqlitePath: String?
    @Option(help: "Units (5) or a part (10%) kept back from sale. (default: 0)")
    var defaultBuffer: String?
    @Option(help: "At or below this many `stock_low` holds. (default: 10)")
    var lowStockThreshold: String?
    @Option(help: "How old an answer to a reader may be. (default: 60)")
    var cacheTtlSeconds: String?
    @Option(help: "How long deliveries are remembered. (default: 30)")
    var transactionTtlDays: String?
    @Option(help: "How long an unexplained level waits. (default: 15)")
    var settleSeconds: String?
    @Option(help: "How often channels are compared. (default: 15)")
    var reconcileMinutes: String?
    @Option(help: "Older unsent changes are an alert. (default: 120)")
    var stallSeconds: String?
    @Option(help: "From how many items on a catalogue is read in bulk; 0: never. (default: 10000)")
    var bulkCatalogueItems: String?
    @Option(help: "How long an unpaid order holds its stock. (default: 60)")
    var reservationMinutes: String?
    @Option(help: "How long a cart lives. (default: 1440)")
    var cartMinutes: String?
    @Option(help: "The currency of orders. (default: USD)")
    var currency: String?
    @Option(help: "0.19 is 19 percent. (default: 0)")
    var taxRate: String?
    @Option(help: "A flat price for shipping. (default: 0)")
    var shippingFlat: String?
    @Option(help: "The channel shopify: example.myshopify.com.")
    var shopifyShop: String?
    @Option(help: "Its location's id.")
    var shopifyLocationId: String?
    @Option(help: "The Admin API's version. (default: 2026-07)")
    var shopifyApiVersion: String?
    @Option(help: "Replaces https://SHOP for a stand-in.")
    var shopifyAdminUrl: String?
    @Option(help: "The audience of Shopify's session tokens.")
    var shopifyApiKey: String?
    @Option(help: "An identity provider's keys: a file or an https address.")
    var jwtJwks: String?
    @Option(help: "Whose tokens are taken.")
    var jwtIssuer: String?
    @Option(help: "For whom they must be.")
    var jwtAudience: String?
    @Option(help: "For --store dynamodb.")
    var dynamodbEndpoint: String?
    @Option(help: .hidden)
    var dynamodbLocalEndpoint: String?
    @Option(help: "For --store dynamodb. (default: SyncState-)")
    var dynamodbTablePrefix: String?
    @Option(help: "For --store dynamodb.")
    var awsRegion: String?
    @Option(help: "For --store dynamodb: off leaves the channels to other servers. (default: on)")
    var broadcast: String?

    /// What was given.
    var values: [SettingName: String] {
        let all: [SettingName: String?] = [
            .host: host, .port: port, .logLevel: logLevel, .store: store, .sqlitePath: sqlitePath,
            .defaultBuffer: defaultBuffer, .lowStockThreshold: lowStockThreshold, .cacheTTLSeconds: cacheTtlSeconds,
            .transactionTTLDays: transactionTtlDays, .settleSeconds: settleSeconds,
            .reconcileMinutes: reconcileMinutes, .stallSeconds: stallSeconds,
            .bulkCatalogueItems: bulkCatalogueItems, .reservationMinutes: reservationMinutes,
            .cartMinutes: cartMinutes, .currency: currency, .taxRate: taxRate, .shippingFlat: shippingFlat,
            .shopifyShop: shopifyShop, .shopifyLocationId: shopifyLocationId, .shopifyAPIVersion: shopifyApiVersion,
            .shopifyAdminURL: shopifyAdminUrl, .shopifyAPIKey: shopifyApiKey, .jwtJWKS: jwtJwks,
            .jwtIssuer: jwtIssuer, .jwtAudience: jwtAudience, .dynamoDBEndpoint: dynamodbEndpoint,
            .dynamoDBLocalEndpoint: dynamodbLocalEndpoint, .dynamoDBTablePrefix: dynamodbTablePrefix,
            .awsRegion: awsRegion, .broadcast: broadcast,
        ]
        return all.compactMapValues { $0 }
    }

    /// Throws `SettingsError`.
    func settings() throws -> Settings {
        try Settings(.ofProcess(options: values))
    }
}
