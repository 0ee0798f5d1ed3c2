import Inventory
import Logging
import Sync

/// The way out to one location of one Shopify shop, through the Admin GraphQL API. Made by `ShopifyShops`.
package struct ShopifyGateway: ChannelGateway {
    /// The most entries that Shopify takes in one list.
    package let batchLimit = Self.listLimit

    static let listLimit = 250

    let admin: AdminClient
    let locationId: GlobalID<Resource.Location>
    private let clock: any WallClock
    let walk: CatalogueWalk

    init(
        admin: AdminClient,
        locationId: GlobalID<Resource.Location>,
        clock: any WallClock,
        size: CatalogueSize,
        options: ShopifyShops.Options,
        logger: Logger
    ) {
        self.admin = admin
        self.locationId = locationId
        self.clock = clock
        let patience = Patience(clock: clock)
        walk = CatalogueWalk(
            bulk: BulkOperations(
                admin: admin,
                location: locationId,
                clock: clock,
                options: options,
                logger: logger
            ),
            pageSize: Self.listLimit,
            size: size
        ) { cursor async throws(GatewayError) in
            try await Self.levelsPage(admin, locationId, first: Self.listLimit, after: cursor, patience)
        }
    }

    /// What `admin.run` gives; a failure in the terms of the port.
    func read<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables,
        _ urgency: ShopGate.Urgency
    ) async throws(GatewayError) -> AdminAnswer<Operation.Answer> {
        do throws(AdminFailure) {
            return try await admin.run(operation, variables, urgency)
        } catch {
            throw error.error
        }
    }

    /// For what reads on and on: see `Patience`.
    var patience: Patience { Patience(clock: clock) }
}

/// Reads on where a long look through everything meets a passing trouble: what was read so far is not to be read again.
struct Patience: Sendable {
    let clock: any WallClock

    private static let attempts = 5
    private static let shortestPause = Duration.milliseconds(500)

    /// `isBegun`: a look whose very first request fails is given up at once; its caller is told sooner so.
    func read<Value: Sendable>(
        isBegun: Bool,
        _ body: () async throws(AdminFailure) -> Value
    ) async throws(GatewayError) -> Value {
        var (pause, attempt) = (Self.shortestPause, 1)
        while true {
            do throws(AdminFailure) {
                return try await body()
            } catch {
                guard isBegun, error.error.kind == .unavailable, attempt < Self.attempts else { throw error.error }
                do {
                    try await clock.sleep(for: max(pause, error.error.retryAfter ?? .zero))
                } catch {
                    throw GatewayError(kind: .unavailable, reason: "the reading was cancelled")
                }
                pause *= 2
                attempt += 1
            }
        }
    }
}
