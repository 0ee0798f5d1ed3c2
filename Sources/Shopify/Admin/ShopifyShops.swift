package import CurlClient
package import Inventory
package import Logging
import NIOConcurrencyHelpers
package import Sync

/// The shops that this process talks to, and what all channels of a shop share: the bucket of its rate limit, the renewal of
/// its access token, what is known of the size of its catalogue.
package final class ShopifyShops: Sendable {
    package struct Options: Sendable {
        /// For each request; one call may need several.
        package var timeout: Duration
        /// How many items make a catalogue large, so that it is read by a bulk operation; nil: none does.
        package var bulkThreshold: Int?
        /// How long a bulk operation may take, and the fetching of what it found.
        package var bulkPatience: Duration
        /// Where that is kept while it is read, without a name.
        package var spoolFolder: String

        package init(
            timeout: Duration = .seconds(30),
            bulkThreshold: Int? = 10_000,
            bulkPatience: Duration = .seconds(3600),
            spoolFolder: String
        ) {
            self.timeout = timeout
            self.bulkThreshold = bulkThreshold
            self.bulkPatience = bulkPatience
            self.spoolFolder = spoolFolder
        }
    }

    /// What the channels of one shop share.
    private struct Shared: Sendable {
        let gate: ShopGate
        let metrics: AdminMetrics
        var flights: [TenantID: ShopFlight] = [:]
        var sizes: [Int64: CatalogueSize] = [:]
    }

    private let client: CurlClient
    private let clock: any WallClock
    private let options: Options
    private let logger: Logger
    private let shops = NIOLockedValueBox<[String: Shared]>([:])

    package init(client: CurlClient, clock: any WallClock, options: Options, logger: Logger) {
        self.client = client
        self.clock = clock
        self.options = options
        self.logger = logger
    }

    /// The way to one location of a shop. Without a `keeper` its access token is never renewed.
    package func gateway(
        to settings: Channel.ShopifySettings,
        of tenant: TenantID,
        credentials: ChannelCredentials,
        keeper: (any TokenKeeper)?
    ) -> ShopifyGateway {
        let base = settings.adminUrl.map(Self.withoutTrailingSlashes) ?? "https://\(settings.shop)"
        let (gate, metrics, flight, size) = shared(settings, base, tenant)
        let tokens = AccessTokens(
            credentials,
            keeper: keeper,
            request: TokenRequest(client: client, base: base, clock: clock),
            flight: flight,
            metrics: metrics
        )
        let admin = AdminClient(
            client: client,
            endpoint: "\(base)/admin/api/\(settings.apiVersion)/graphql.json",
            tokens: tokens,
            gate: gate,
            metrics: metrics,
            timeout: options.timeout
        )
        var logger = logger
        logger[metadataKey: "shop"] = "\(settings.shop)"
        return ShopifyGateway(
            admin: admin,
            locationId: GlobalID(settings.locationId),
            clock: clock,
            size: size,
            options: options,
            logger: logger
        )
    }

    private func shared(
        _ settings: Channel.ShopifySettings,
        _ base: String,
        _ tenant: TenantID
    ) -> (ShopGate, AdminMetrics, ShopFlight, CatalogueSize) {
        shops.withLockedValue { [clock] shops in
            var shared =
                shops[base]
                ?? { () -> Shared in
                    let metrics = AdminMetrics(shop: settings.shop)
                    return Shared(gate: ShopGate(clock: clock, metrics: metrics), metrics: metrics)
                }()
            let flight = shared.flights[tenant] ?? ShopFlight()
            let size = shared.sizes[settings.locationId] ?? CatalogueSize()
            shared.flights[tenant] = flight
            shared.sizes[settings.locationId] = size
            shops[base] = shared
            return (shared.gate, shared.metrics, flight, size)
        }
    }

    private static func withoutTrailingSlashes(_ url: String) -> String {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }
}
