import Inventory
import Logging

/// What follows when a channel could not be talked to.
struct ChannelTrouble: Sendable {
    let entry: DirectoryEntry
    let store: any Store
    let settings: SyncSettings
    let board: ChannelStatusBoard
    let logger: Logger

    /// Shows the trouble on the board. Only a person can mend refused credentials: the channel is paused.
    func answer(to error: GatewayError) async throws -> RoundResult {
        let channelId = entry.channel.channelId
        board.update(entry.tenant, channelId) {
            $0.health = error.retryAfter == nil ? .failing : .throttled
            $0.lastError = error.reason
        }
        guard error.kind == .credentials else {
            return .failed(retryAfter: error.retryAfter, reason: error.reason)
        }
        logger.error("A channel refuses us and is paused", metadata: ["reason": "\(error.reason)"])
        try await store.write(entry.tenant) { [settings] tx in
            let context = CommandContext(tx, settings: settings, actor: FateStep.actor)
            try ChannelCommands.pauseRefused(context, id: channelId, because: error.reason)
        }
        return .paused
    }
}
