import DynamoDBStore
import Inventory
import Sync

/// A channel that is to be told everything, as one is that was just made.
func makeWebChannel(_ store: DynamoDBStore) async throws -> ChannelID {
    let web = ChannelID(stored: "web")
    try await store.write(.default) { tx in
        try tx.put(
            Channel(
                channelId: web,
                kind: .http(url: "https://web.example"),
                sealedCredentials: [],
                pause: nil,
                createdAt: tx.now,
                updatedAt: tx.now
            )
        )
        try tx.requestSweep(of: web)
    }
    return web
}
