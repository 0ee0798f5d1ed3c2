package import Inventory

package enum ChannelCommands {
    /// Makes or replaces a channel. `paused` nil leaves a pause as it is, but new credentials lift one that bad
    /// credentials (or an uninstall) caused. A new channel's tracked SKUs are all to be told.
    ///
    /// Throws `DomainError.conflict` when the kind would change: its items would mean something else.
    package static func put(
        _ context: CommandContext,
        id: ChannelID,
        kind: Channel.Kind,
        sealedCredentials: [UInt8],
        paused: Bool?
    ) throws -> Channel {
        let tx = context.tx
        let channel: Channel
        if var held = try tx.channel(id) {
            guard held.kind.isSamePlace(as: kind) else {
                throw DomainError.conflict(
                    code: "channel_kind",
                    message:
                        "\(id) is a \(held.kind.name) channel of another place: delete it first, or take another id"
                )
            }
            held.kind = kind
            held.sealedCredentials = sealedCredentials
            held.updatedAt = tx.now
            held.pause = paused.map { $0 ? .requested : nil } ?? (held.pause == .requested ? .requested : nil)
            held.lastError = nil
            if held.pause == nil { try AlertDesk(tx).resolve(AlertKey(type: .channelPaused, channelId: id)) }
            channel = held
        } else {
            channel = Channel(
                channelId: id,
                kind: kind,
                sealedCredentials: sealedCredentials,
                pause: paused == true ? .requested : nil,
                createdAt: tx.now,
                updatedAt: tx.now
            )
        }
        try tx.put(channel)
        try tx.requestSweep(of: id)
        tx.emit(.channel(id))
        return channel
    }

    package static func delete(_ context: CommandContext, id: ChannelID) throws {
        guard try context.tx.channel(id) != nil else { throw DomainError.notFound("There is no channel \(id)") }
        for type in [AlertType.channelPaused, .syncStalled] {
            try AlertDesk(context.tx).resolve(AlertKey(type: type, channelId: id))
        }
        try releaseSuspense(context, of: id)
        try context.tx.deleteChannel(id)
        context.tx.emit(.channel(id))
    }

    /// Stops (`reason`) or restarts (nil) what is sent; dirt is kept.
    package static func setPause(
        _ context: CommandContext,
        id: ChannelID,
        _ reason: Channel.Pause?,
        because message: String? = nil
    ) throws -> Channel {
        let tx = context.tx
        guard var channel = try tx.channel(id) else { throw DomainError.notFound("There is no channel \(id)") }
        let key = AlertKey(type: .channelPaused, channelId: id)
        switch reason {
        case nil:
            try AlertDesk(tx).resolve(key)
            channel.lastError = nil
        case .requested: break
        case .credentials, .uninstalled:
            let message = message ?? "the channel is paused"
            try AlertDesk(tx).raise(key, "\(id) is paused: \(message)")
            channel.lastError = message
        }
        channel.pause = reason
        try tx.put(channel)
        tx.emit(.channel(id))
        return channel
    }
}

extension ChannelCommands {
    /// The channel refuses us. Nothing where it is gone, or paused already for whatever reason.
    static func pauseRefused(_ context: CommandContext, id: ChannelID, because message: String) throws {
        guard let channel = try context.tx.channel(id), channel.pause == nil else { return }
        _ = try setPause(context, id: id, .credentials, because: message)
    }

    /// Resolves what is asked about a channel that is about to be deleted: nobody could answer it any more. In steps, for
    /// there may be an alert for every SKU.
    package static func resolveAlerts(of id: ChannelID, _ tenant: TenantID, in store: any Store) async throws {
        let filter = AlertFilter(channel: id, state: .open)
        while true {
            let open = try await store.alerts(tenant, filter, PageRequest(limit: releaseStep)).items
            if open.isEmpty { return }
            try await store.write(tenant) { tx in
                for alert in open { try AlertDesk(tx).resolve(alert.key) }
            }
        }
    }

    private static let releaseStep = 250

    /// What the channel seems to have sold is in nobody's suspense once it is gone.
    private static func releaseSuspense(_ context: CommandContext, of id: ChannelID) throws {
        let tx = context.tx
        let ledger = StockLedger(tx, settings: context.settings, txId: tx.newID(), actor: context.actor)
        let desk = ChannelItemDesk(tx, ledger, id, context.settings)
        while true {
            let items = try tx.itemsInSuspense(of: id, limit: releaseStep)
            if items.isEmpty { return }
            for before in items {
                var item = before
                item.forgetKnowledge()
                let units = try desk.put(item, since: before)
                try desk.moveSuspense(item.sku, by: units, note: LedgerNote.forgotten(units, on: id, .deleted))
            }
        }
    }
}

extension Channel.Kind {
    /// What is known of a place's counts says nothing about another one's.
    fileprivate func isSamePlace(as other: Channel.Kind) -> Bool {
        switch (self, other) {
        case (.http, .http): true
        case (.shopify(let one), .shopify(let another)):
            one.shop == another.shop && one.locationId == another.locationId
        case (.http, .shopify), (.shopify, .http): false
        }
    }
}
