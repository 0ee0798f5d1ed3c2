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
        guard var item = try tx.channelItem(sku, of: channel) else {
            throw DomainError.notFound("\(channel) has no item with the SKU \(sku)")
        }
        guard item.contested else {
            throw DomainError.conflict(code: "not_contested", message: "\(sku) is not contested on \(channel)")
        }
        let unexplained = item.unexplained
        let missing = item.missing
        item.contested = false
        item.settleAsExplained()
        try tx.put(item)
        let level = try StockCommands.tracked(sku, tx)
        let (_, ledger) = try context.ledger(for: "channel.resolve", reference: sku.value, channel: channel)
        try ledger.move(
            level,
            by: StockDelta(physical: take == .theirs ? unexplained : 0, suspense: -missing),
            take == .theirs ? .adopted : .suspense,
            reference: channel.value
        )
        try AlertDesk(tx).resolve(AlertKey(type: .contested, sku: sku, channelId: channel))
        try tx.markDirty(sku)
    }
}
