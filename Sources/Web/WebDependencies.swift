package import Logging
package import Sync

/// What the HTTP interface works with. Composed by the one who knows the providers.
package struct WebDependencies: Sendable {
    package let store: any Store
    package let reader: InventoryReader
    package let intake: DeliveryIntake
    package let directory: ChannelDirectory
    package let operations: ChannelOperations
    package let board: ChannelStatusBoard
    package let vault: any SecretVault
    package let settings: SyncSettings
    package let clock: any WallClock
    package var logger: Logger
    /// The whole of `/metrics`, in Prometheus' text format.
    package let renderMetrics: @Sendable () -> String
    package var limits = WebLimits()
    /// Kinds of credentials beside API keys.
    package var verifiers: [any CredentialVerifier] = []
    /// Whether `/metrics` answers without a key: only when the server is bound to loopback.
    package var metricsAreOpen = false
    /// Why the process should get no traffic, beside the store's own health; nil when it may.
    package var reasonNotReady: @Sendable () async -> String? = { nil }

    package init(
        store: any Store,
        reader: InventoryReader,
        intake: DeliveryIntake,
        directory: ChannelDirectory,
        operations: ChannelOperations,
        board: ChannelStatusBoard,
        vault: any SecretVault,
        settings: SyncSettings,
        clock: any WallClock,
        logger: Logger,
        renderMetrics: @escaping @Sendable () -> String
    ) {
        self.store = store
        self.reader = reader
        self.intake = intake
        self.directory = directory
        self.operations = operations
        self.board = board
        self.vault = vault
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.renderMetrics = renderMetrics
    }
}

/// Bounds on what comes in.
package struct WebLimits: Sendable {
    /// Of a request's body, streamed imports apart.
    package var bodyBytes = 2 << 20
    package var importBytes = 1 << 30
    /// Webhooks that are being taken in; one more is asked to come again.
    package var concurrentWebhooks = 1024
    /// Of the bodies of all of them together.
    package var webhookBytes = 64 << 20
    /// Open streams of `/v1/events`.
    package var eventStreams = 256
    package var connections = 4096
    /// How long a client may keep us waiting for a request that it began, and a second more for each 64 KiB that came.
    package var patience: Duration = .seconds(10)

    package init() {}
}
