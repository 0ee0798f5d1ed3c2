package import Inventory

package enum ContestedCommands {
    /// Who is right about a contested item.
    package enum Take: String, Sendable, CaseIterable {
        case ours, theirs
    }

    /// Ends a contest: `theirs` adopts what the channel shows, `ours` drops the difference and writes our count.
    package static func resolve(
        _ context: CommandContext,
        channel: ChannelID,
        sku: SKU,
        take: Take
    ) throws {
        let tx = context.tx
        guard try tx.channel(channel) != nil else { throw DomainError.notFound("There is no channel \(channel)") }
        guard let before = try tx.channelItem(sku, of: channel) else {
            throw DomainError.notFound("\(channel) has no item with the SKU \(sku)")
        }
        guard before.contested else {
            throw DomainError.conflict(code: "not_contested", message: "\(sku) is not contested on \(channel)")
        }
        let level = try StockCommands.tracked(sku, tx)
        let (_, ledger) = try context.ledger(for: "channel.resolve", reference: sku.value, channel: channel)
        let desk = ChannelItemDesk(tx, ledger, channel, context.settings)
        var item = before
        let units = item.resolve(take == .theirs ? .adopt : .enforce)
        let suspense = try desk.put(item, since: before)
        let delta = StockDelta(physical: units, suspense: suspense)
        if delta != .zero {
            try ledger.move(
                level,
                by: delta,
                take == .theirs ? .adopted : .suspense,
                reference: channel.value,
                note: LedgerNote.resolved(take, on: channel)
            )
        }
        try tx.markDirty(sku)
    }
}
