package import Hummingbird
import HummingbirdCore
import Inventory
import Logging
package import NIOCore
import Sync

/// The HTTP interface, put together.
package struct WebServer: Sendable {
    let routes: [Route]
    private let dependencies: WebDependencies

    /// Registers with the store for the commits that its event stream tells of.
    package init(_ dependencies: WebDependencies) {
        self.dependencies = dependencies
        let keys = APIKeyVerifier(store: dependencies.store, clock: dependencies.clock)
        let authenticator = Authenticator(
            keys: keys,
            others: dependencies.verifiers,
            store: dependencies.store
        )
        let hub = EventHub(listenerLimit: dependencies.limits.eventStreams, startedAt: dependencies.clock.now)
        dependencies.store.observe(hub)
        let guarded = GuardedRoutes(web: dependencies, authenticator: authenticator)
        let resources: [[Route]] = [
            WebhookEndpoint(dependencies).routes,
            InventoryRoutes.all(guarded),
            BufferRoutes.all(guarded),
            ImportRoutes.all(guarded),
            AlertRoutes.all(guarded),
            ReturnRoutes.all(guarded),
            AuditRoutes.all(guarded),
            ChannelRoutes(guarded: guarded).all,
            JobRoutes(guarded: guarded).all,
            SubscriptionRoutes(guarded: guarded).all,
            DiagnosticRoutes.all(guarded),
            KeyRoutes(guarded: guarded, verifier: keys).all,
            TenantRoutes.all(guarded),
            [EventStream(hub: hub).route(guarded)],
            ServiceRoutes(web: dependencies, guarded: guarded).all,
        ]
        routes = resources.flatMap { $0 }
    }

    /// A server for `address`. It runs until its task is cancelled or asked to stop gracefully; then it takes no more
    /// connections and finishes what is under way. `onRunning` is told the channel it listens on.
    package func application(
        address: BindAddress,
        eventLoopGroup: EventLoopGroupProvider = .singleton,
        onRunning: @escaping @Sendable (any NIOCore.Channel) async -> Void = { _ in }
    ) -> Application<RouteResponder> {
        let clock = dependencies.clock
        // Its information is that it listens, which whoever composed it says in their own words.
        var quiet = dependencies.logger
        quiet.logLevel = max(quiet.logLevel, .notice)
        let patience = Patience(base: TimeAmount(dependencies.limits.patience))
        let failures = FailureRenderer(
            logger: dependencies.logger,
            identity: RequestIdentity { clock.now.millisecondsSinceEpoch }
        )
        return Application(
            responder: RouteResponder(routes, failures),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [PatienceHandler(patience: patience)],
                    idleTimeout: .seconds(60)
                )
            ),
            configuration: ApplicationConfiguration(
                address: address,
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(dependencies.limits.connections)
            ),
            onServerRunning: onRunning,
            eventLoopGroupProvider: eventLoopGroup,
            logger: quiet
        )
    }
}
