package import Inventory

/// What others may want to know of a commit: the event stream, the cache, the live terminal.
package enum ChangeEvent: Sendable, Equatable {
    case inventory(Level, cause: String, txId: String)
    case alert(Alert)
    case broadcast(channelId: ChannelID, txId: String, skus: [SKU])
    case channel(ChannelID)
    /// Buffer rules of these scopes changed; an empty list of SKUs means that any row may have.
    case buffers(skus: [SKU])
    /// How a channel stands to this SKU has changed: rows of it are read anew. For this process alone.
    case item(SKU)
}
