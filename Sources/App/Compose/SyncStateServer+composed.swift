import CurlClient
import DynamoDBStore
import Inventory
package import Logging
import PrometheusMetrics
import Shopify
import Signing
import Sync
import Web

extension SyncStateServer {
    /// The one place that knows which parts there are and which of them meet.
    ///
    /// Throws `SettingsError` and `StartError`, each one line for a person.
    package static func composed(
        _ settings: Settings,
        for purpose: Purpose,
        logger: Logger
    ) async throws -> SyncStateServer {
        let parts = Parts(settings: settings, logger: logger)
        let store = try await OpenStore(settings, logger: logger)
        do {
            return try await composed(parts, on: store, for: purpose)
        } catch {
            await store.close()
            throw error
        }
    }

    /// What needs nothing else.
    private struct Parts {
        let settings: Settings
        let logger: Logger
        let clock = SystemClock()
        let ids = UUIDv7Generator()
        let metrics = Observability.metrics

        var files: DataFiles { DataFiles(database: settings.sqlitePath) }

        /// UUIDs of version 7, each later than the one before.
        var newID: @Sendable (Timestamp) -> String {
            { [ids] in ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) }
        }
    }

    private static func composed(
        _ parts: Parts,
        on opened: OpenStore,
        for purpose: Purpose
    ) async throws -> SyncStateServer {
        let store = opened.store
        let (settings, clock, logger) = (parts.settings, parts.clock, parts.logger)
        let rules = settings.rules
        let vault = try await SealingKeyChoice(store: store, settings: settings, files: parts.files).vault()
        if purpose == .serving, let shopify = settings.shopify {
            try await ShopifyChannelSetup(store: store, vault: vault, rules: rules).apply(shopify)
        }
        let directory = ChannelDirectory(store: store, vault: vault, logger: logger)
        try await directory.reload()
        let reader = InventoryReader(store: store, settings: rules)
        let client = try CurlClient()
        let shops = ShopifyShops(
            client: client,
            clock: clock,
            options: ShopifyShops.Options(
                bulkThreshold: settings.bulkCatalogueItems,
                spoolFolder: parts.files.folder
            ),
            logger: logger
        )
        let board = ChannelStatusBoard()
        let claims: any ChannelClaims =
            opened.shared.map { ChannelLeases($0, worksForChannels: settings.broadcasts, logger: logger) }
            ?? SoleInstance()
        let gateways = Gateways(client: client, shops: shops, store: store, vault: vault, claims: claims)
        let broadcasts = BroadcastService(
            store: store,
            directory: directory,
            gateways: gateways,
            settings: rules,
            clock: clock,
            board: board,
            newID: parts.newID,
            claims: claims,
            logger: logger
        )
        let operations = ChannelOperations(
            store: store,
            directory: directory,
            gateways: gateways,
            settings: rules,
            clock: clock,
            claims: claims,
            logger: logger
        )
        let reconciliation = ReconcileService(
            directory: directory,
            operations: operations,
            settings: rules,
            clock: clock,
            claims: claims,
            logger: logger
        )
        let observers: [any CommitObserver] = [directory, reader, broadcasts, CommitMetrics()]
        for observer in observers { store.observe(observer) }

        let processKey = EphemeralKey()
        let host = purpose == .serving ? settings.host : "127.0.0.1"
        var web = WebDependencies(
            store: store,
            reader: reader,
            intake: DeliveryIntake(store: store, settings: rules),
            directory: directory,
            operations: operations,
            board: board,
            vault: vault,
            settings: rules,
            clock: clock,
            logger: logger,
            renderMetrics: { [metrics = parts.metrics] in
                metrics.render() + ProcessMetrics.render(help: MetricHelp.texts)
            }
        )
        web.verifiers = [processKey]
        web.metricsAreOpen = ChannelURL.isLoopback(host)
        let maintenance = Maintenance(
            store: store,
            imports: ImportService(store: store, settings: rules),
            unfinished: try await store.unfinishedImports(),
            clock: clock,
            logger: logger
        )
        return SyncStateServer(
            store: store,
            // Last: a key that is generated and then not shown, because something else failed, is lost.
            generatedKey: purpose == .serving
                ? try await FirstKey(store: store, clock: clock).establish(settings.apiKey) : nil,
            processKey: processKey.key,
            host: host,
            port: purpose == .serving ? settings.port : 0,
            web: WebServer(web),
            background: purpose == .serving ? [broadcasts, reconciliation, maintenance] : [],
            logger: logger,
            close: {
                await client.shutdown()
                await opened.close()
            }
        )
    }
}
