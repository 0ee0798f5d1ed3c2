import Inventory

/// Takes in what a channel answered about its levels, each answer in one commit, and decides about what has settled.
struct ReadingLedger: Sendable {
    let store: any Store
    let settings: SyncSettings
    let tenant: TenantID
    let channelId: ChannelID

    private static let actor = "settler"
    /// A reading that could not be the last word is not asked for again before this has passed.
    private static let pause = Duration.seconds(1)

    /// Takes in a reading that was asked for, item by item. `decides`: what has settled is decided about; for whoever has
    /// seen to it that no order is late.
    func take(_ reading: LevelReading, asked questions: [Question], decides: Bool) async throws {
        let asked = Dictionary(questions.map { ($0.inventoryItemId, $0) }, uniquingKeysWith: { first, _ in first })
        try await store.write(tenant) { [self] tx in
            guard let channel = try tx.channel(channelId) else { return }
            let step = ReadingStep(tx, settings, channel, actor: Self.actor, decides: decides)
            for entry in reading.entries {
                guard let question = asked[entry.inventoryItemId] else { continue }
                try step.take(entry, of: question, readAt: reading.readAt, pause: Self.pause)
            }
            try step.record("channel.read")
        }
    }
}
