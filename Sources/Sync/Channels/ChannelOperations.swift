package import Inventory
package import Logging

/// Long looks at a channel: the first import of its catalogue, and reconciliation. One at a time for each channel, on
/// whichever instance; whoever comes meanwhile waits for its turn.
package struct ChannelOperations: Sendable {
    let store: any Store
    let directory: ChannelDirectory
    let gateways: any ChannelGatewayFactory
    let settings: SyncSettings
    let clock: any WallClock
    private let claims: any ChannelClaims
    private let turns = ChannelTurns()
    private let pulls = PullBoard()
    private let logger: Logger?

    package init(
        store: any Store,
        directory: ChannelDirectory,
        gateways: any ChannelGatewayFactory,
        settings: SyncSettings,
        clock: any WallClock,
        claims: any ChannelClaims = SoleInstance(),
        logger: Logger? = nil
    ) {
        self.store = store
        self.directory = directory
        self.gateways = gateways
        self.settings = settings
        self.clock = clock
        self.claims = claims
        self.logger = logger
    }

    /// How far the look at a channel that is under way here has come; nil when there is none.
    package func progress(_ tenant: TenantID, _ id: ChannelID) -> PullProgress? {
        pulls.pull(tenant, id)?.progress
    }

    /// Runs `body` with the way to a channel whose levels can be read, as a look that others may follow.
    func pull<Result: Sendable>(
        _ kind: PullProgress.Kind,
        _ tenant: TenantID,
        _ id: ChannelID,
        dryRun: Bool,
        jobId: String?,
        _ body: (DirectoryEntry, any ChannelGateway, Pull) async throws -> Result
    ) async throws -> Result {
        try await withReadableChannel(tenant, id, isDryRun: dryRun) { entry, gateway in
            var logger = logger
            logger?[metadataKey: "tenant"] = "\(tenant)"
            logger?[metadataKey: "channel"] = "\(id)"
            let start = PullProgress(
                kind: kind,
                dryRun: dryRun,
                jobId: jobId,
                startedAt: clock.now,
                phase: kind == .import ? .items : .orders
            )
            let pull = Pull(start, of: id, clock: clock, logger: logger)
            pulls.put(pull, tenant, id)
            defer { pulls.put(nil, tenant, id) }
            return try await body(entry, gateway, pull)
        }
    }

    /// Runs `body` with the way to a channel whose levels can be read.
    ///
    /// Throws `DomainError.notFound`, or `.refused` for a kind that cannot be read and a channel that cannot be asked.
    /// Refused credentials pause the channel, for only a person can mend them; a dry run leaves it as it is.
    private func withReadableChannel<Result: Sendable>(
        _ tenant: TenantID,
        _ id: ChannelID,
        isDryRun: Bool,
        _ body: (DirectoryEntry, any ChannelGateway) async throws -> Result
    ) async throws -> Result {
        _ = try readableEntry(tenant, id)
        return try await turns.inTurn(tenant, id) {
            // What is only looked at stands in nobody's way.
            if isDryRun { return try await read(tenant, id, isDryRun: true, body) }
            return try await claims.alone(at: .pull(tenant, id)) {
                try await read(tenant, id, isDryRun: false, body)
            }
        }
    }

    private func read<Result: Sendable>(
        _ tenant: TenantID,
        _ id: ChannelID,
        isDryRun: Bool,
        _ body: (DirectoryEntry, any ChannelGateway) async throws -> Result
    ) async throws -> Result {
        // As it is now: it may have been changed or deleted while others had their turn.
        let entry = try readableEntry(tenant, id)
        do {
            return try await body(entry, gateways.gateway(for: entry))
        } catch let error as GatewayError {
            if error.kind == .credentials, !isDryRun { try await pause(entry, because: error.reason) }
            throw DomainError.refused(
                code: "channel_unavailable",
                message: "\(id) could not be read: \(error.reason)"
            )
        }
    }

    private func pause(_ entry: DirectoryEntry, because reason: String) async throws {
        try await store.write(entry.tenant) { [settings] tx in
            let context = CommandContext(tx, settings: settings, actor: entry.channel.channelId.value)
            try ChannelCommands.pauseRefused(context, id: entry.channel.channelId, because: reason)
        }
    }

    private func readableEntry(_ tenant: TenantID, _ id: ChannelID) throws -> DirectoryEntry {
        guard let entry = directory.entry(tenant, id) else { throw DomainError.notFound("There is no channel \(id)") }
        guard entry.channel.shop != nil else {
            throw DomainError.refused(
                code: "channel_not_readable",
                message: "\(id) is an http channel: it is told counts and cannot be asked for them"
            )
        }
        return entry
    }
}
