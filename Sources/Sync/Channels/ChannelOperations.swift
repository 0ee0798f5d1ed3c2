import Inventory

/// Long looks at a channel: the first import of its catalogue, and reconciliation. One at a time for each channel; whoever
/// comes meanwhile waits for its turn.
package struct ChannelOperations: Sendable {
    let store: any Store
    let directory: ChannelDirectory
    let gateways: any ChannelGatewayFactory
    let settings: SyncSettings
    let clock: any WallClock
    private let turns = ChannelTurns()

    package init(
        store: any Store,
        directory: ChannelDirectory,
        gateways: any ChannelGatewayFactory,
        settings: SyncSettings,
        clock: any WallClock
    ) {
        self.store = store
        self.directory = directory
        self.gateways = gateways
        self.settings = settings
        self.clock = clock
    }

    /// Runs `body` with the way to a channel whose levels can be read.
    ///
    /// Throws `DomainError.notFound`, or `.refused` for a kind that cannot be read and a channel that cannot be asked.
    func withReadableChannel<Result: Sendable>(
        _ tenant: TenantID,
        _ id: ChannelID,
        _ body: (DirectoryEntry, any ChannelGateway) async throws -> Result
    ) async throws -> Result {
        _ = try readableEntry(tenant, id)
        return try await turns.inTurn(tenant, id) {
            // As it is now: it may have been changed or deleted while others had their turn.
            let entry = try readableEntry(tenant, id)
            do {
                return try await body(entry, gateways.gateway(for: entry.channel, credentials: entry.credentials))
            } catch let error as GatewayError {
                throw DomainError.refused(
                    code: "channel_unavailable",
                    message: "\(id) could not be read: \(error.reason)"
                )
            }
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
