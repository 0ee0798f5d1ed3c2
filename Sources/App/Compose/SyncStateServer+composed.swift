import CurlClient
import Inventory
package import Logging
import PrometheusMetrics
import SQLiteStore
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
        let clock = SystemClock()
        let ids = UUIDv7Generator()
        let metrics = Observability.metrics
        let files = DataFiles(database: settings.sqlitePath)
        let store = try await opened(files, settings, clock, ids, logger)
        let vault = SealedCredentialVault(key: try files.sealingKey(settings))
        let rules = settings.rules

        let generatedKey =
            purpose == .serving ? try await FirstKey(store: store, clock: clock).establish(settings.apiKey) : nil
        if purpose == .serving, let shopify = settings.shopify {
            try await ShopifyChannelSetup(store: store, vault: vault, rules: rules).apply(shopify)
        }
        try await SecretCheck(store: store, vault: vault, settings: settings, files: files).run()

        let directory = ChannelDirectory(store: store, vault: vault, logger: logger)
        try await directory.reload()
        let reader = InventoryReader(store: store, settings: rules)
        let intake = DeliveryIntake(store: store, settings: rules)
        let imports = ImportService(store: store, settings: rules)
        let http = try CurlClient()
        let gateways = Gateways(client: http)
        let board = ChannelStatusBoard()
        let broadcasts = BroadcastService(
            store: store,
            directory: directory,
            gateways: gateways,
            settings: rules,
            clock: clock,
            board: board,
            newID: { ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) },
            logger: logger
        )
        for observer in [directory, reader, broadcasts] as [any CommitObserver] { store.observe(observer) }

        let processKey = EphemeralKey()
        var web = WebDependencies(
            store: store,
            reader: reader,
            intake: intake,
            directory: directory,
            operations: ChannelOperations(
                store: store,
                directory: directory,
                gateways: gateways,
                settings: rules,
                clock: clock
            ),
            board: board,
            vault: vault,
            settings: rules,
            clock: clock,
            logger: logger,
            renderMetrics: { metrics.render() + ProcessMetrics.render() }
        )
        web.verifiers = [processKey]
        let host = purpose == .serving ? settings.host : "127.0.0.1"
        web.metricsAreOpen = ChannelURL.isLoopback(host)
        let maintenance = Maintenance(
            store: store,
            imports: imports,
            unfinished: try await store.unfinishedImports(),
            clock: clock,
            logger: logger
        )
        return SyncStateServer(
            store: store,
            generatedKey: generatedKey,
            processKey: processKey.key,
            host: host,
            port: purpose == .serving ? settings.port : 0,
            web: WebServer(web),
            background: purpose == .serving ? [broadcasts, maintenance] : [],
            logger: logger,
            close: {
                await http.shutdown()
                await store.close()
            }
        )
    }

    private static func opened(
        _ files: DataFiles,
        _ settings: Settings,
        _ clock: SystemClock,
        _ ids: UUIDv7Generator,
        _ logger: Logger
    ) async throws -> SQLiteStore {
        do {
            return try await SQLiteStore.open(
                path: files.database,
                clock: clock,
                options: SQLiteStore.Options(defaultBuffer: settings.rules.defaultBuffer),
                logger: logger,
                makeID: { ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) }
            )
        } catch {
            throw StartError(error)
        }
    }
}
