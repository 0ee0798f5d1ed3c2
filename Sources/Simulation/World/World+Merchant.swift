import Inventory
import Sync

// What the merchant does through our own interface.
extension World {
    func actAsMerchant() async {
        guard let sku = chance.pick(skus.filter(isCounted)) else { return }
        switch chance.index(below: 10) {
        case ..<4:
            let delta = chance.perMille(600) ? chance.number(in: 1...6) : -chance.number(in: 1...3)
            await command("adjusts \(sku) by \(delta)", [sku]) { context in
                _ = try StockCommands.adjust(
                    context,
                    sku: sku,
                    delta: delta,
                    reason: .adjustment,
                    reference: nil,
                    note: nil
                )
            }
        case ..<6:
            let count = chance.number(in: 0...20)
            await command("counts \(count) \(sku)", [sku]) { context in
                try StockCommands.setCount(context, sku: sku, physical: count)
            }
        case ..<8:
            let quantity = chance.number(in: 1...3)
            await command("takes \(quantity) \(sku) back", [sku]) { context in
                _ = try ReturnCommands.create(
                    context,
                    sku: sku,
                    quantity: quantity,
                    disposition: .sellable,
                    orderId: nil,
                    note: nil
                )
            }
        default:
            await changeBuffer(sku)
        }
    }

    private func changeBuffer(_ sku: SKU) async {
        let scope = chance.perMille(500) ? BufferScope(sku: sku) : BufferScope(channel: chance.pick(watch.allChannels))
        let units = chance.number(in: 0...3)
        let rule = chance.perMille(300) ? nil : BufferRule(uncheckedAmount: .units(units), floor: nil, cap: nil)
        await command("keeps back \(rule.map { "\($0)" } ?? "nothing") at \(scope)", []) { context in
            try BufferCommands.set(context, rule, at: scope)
        }
    }

    func resolveContest(of item: TellingItem) async {
        guard let shop = shops.first(where: { $0.channelId == item.channelId }) else { return }
        let take: ContestedCommands.Take = shop.authority == .adopt ? .theirs : .ours
        await command("says \(take.rawValue) about \(item.sku) on \(item.channelId)", [item.sku]) { context in
            try ContestedCommands.resolve(context, channel: item.channelId, sku: item.sku, take: take)
        }
    }

    /// New credentials, as a person brings them after a refusal.
    func liftPauses() async throws {
        let paused = backend?.directory.entries.filter { $0.channel.pause != nil } ?? []
        for entry in paused {
            let id = entry.channel.channelId
            await command("lifts the pause of \(id)", []) { context in
                _ = try ChannelCommands.setPause(context, id: id, nil)
            }
        }
    }

    private func command(
        _ words: String,
        _ skus: [SKU],
        _ body: @escaping @Sendable (CommandContext) throws -> Void
    ) async {
        guard let store = backend?.store else { return }
        watch.note(skus, "merchant \(words)")
        let settings = Backend.settings
        await run(.command, skus) {
            try await store.write(Self.tenant) { tx in
                try body(CommandContext(tx, settings: settings, actor: "merchant"))
            }
        }
    }
}
