import Inventory

/// Long looks at a channel: the first import of its catalogue, and reconciliation.
package struct ChannelOperations: Sendable {
    let store: any Store
    let directory: ChannelDirectory
    let gateways: any ChannelGatewayFactory
    let settings: SyncSettings
    let clock: any WallClock

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

    /// The way to a channel whose levels can be read.
    ///
    /// Throws `DomainError.notFound`, or `.refused` for a kind that cannot be read.
    func readableChannel(_ tenant: TenantID, _ id: ChannelID) throws -> (DirectoryEntry, any ChannelGateway) {
        guard let entry = directory.entry(tenant, id) else { throw DomainError.notFound("There is no channel \(id)") }
        guard entry.channel.shop != nil else {
            throw DomainError.refused(
                code: "channel_not_readable",
                message: "\(id) is an http channel: it is told counts and cannot be asked for them"
            )
        }
        return (entry, gateways.gateway(for: entry.channel, credentials: entry.credentials))
    }

    /// A channel that could not be asked.
    static func refusal(_ error: GatewayError, _ id: ChannelID) -> DomainError {
        .refused(code: "channel_unavailable", message: "\(id) could not be read: \(error.reason)")
    }
}
