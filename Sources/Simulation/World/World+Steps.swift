import Inventory

extension World {
    private enum Choice {
        case advance, deliver, round, sell, refund, cancel, editOrder, editLevel, sellAtSink, merchant, reconcile, crash
        case human, look, setClock, importAgain, beat, catalogue
    }

    /// One choice of the scheduler, and a little time.
    func step() async throws {
        if options.instances > 1 { turn = chance.index(below: options.instances) }
        // What waits for an engine gives weight to the one that is at work there.
        let waiting = awake.isEmpty ? 0 : conductor.ready(at: clock.now).count
        let choices: [(weight: Int, choice: Choice)] = [
            (channelsInDoubt.isEmpty ? 0 : 20, .look), (waiting * 60, .advance), (60, .deliver),
            (channelsDue.isEmpty ? 0 : 30, .round),
            (24, .sell), (5, .refund), (2, .cancel), (4, .editOrder), (quarrel == nil ? 4 : 30, .editLevel),
            (6, .sellAtSink),
            (5, .merchant), (2, .reconcile), (options.faults > 0 ? 2 : 0, .crash), (2, .human),
            (options.faults > 0 ? 1 : 0, .setClock), (2, .importAgain), (isBeatDue ? 60 : 0, .beat),
            (changing == nil ? 0 : 6, .catalogue),
        ]
        switch chance.pick(weighted: choices) ?? .advance {
        case .advance: if let process = chance.pick(awake) { await advance(process) }
        case .deliver: _ = await deliverNext()
        case .round: if let channel = chance.pick(channelsDue) { await startRound(of: channel) }
        case .look: if let channel = chance.pick(channelsInDoubt) { await startLook(at: channel) }
        case .sell: sellAtShop()
        case .refund: refundAtShop()
        case .cancel: cancelAtShop()
        case .editOrder: editOrderAtShop()
        case .editLevel: editLevelAtShop()
        case .sellAtSink: sellAtSink()
        case .merchant: await actAsMerchant()
        case .reconcile: if let shop = chance.pick(shops) { await startReconciliation(of: shop) }
        case .crash: if waiting > 0 || chance.perMille(200) { try await crash() }
        case .importAgain: if let shop = chance.pick(shops) { await startImport(of: shop) }
        case .setClock: setClock()
        case .beat: await startBeat()
        case .catalogue: changeCatalogue()
        case .human: try await liftPauses()
        }
        clock.advance(milliseconds: pause())
        mail.assemble(now: clock.now, facts)
        letLateOnesArrive()
        try await followChannels()
    }

    /// Our clock is set right, or wrong; the shops' clocks go on as they did.
    private func setClock() {
        let jump = chance.number(in: -120_000...120_000)
        watch.sometimes.note(jump < 0 ? .clockBack : .clockAhead)
        watch.note([], "our clock is set by \(jump) ms")
        clock.set(by: jump)
        for shop in shops { shop.skewMilliseconds -= jump }
    }

    /// What is to be different until the next rest.
    func beginEpoch() {
        quarrel = nil
        changing = nil
        let shop = chance.pick(shops)
        if options.faults > 0, chance.perMille(500) { changing = shop }
        guard chance.perMille(400), let shop = chance.pick(shops.filter { $0 !== changing }),
            let sku = chance.pick(shop.skus.filter { shop.item(carrying: $0).map { isKnown($0, at: shop) } ?? false })
        else { return }
        quarrel = (shop, sku)
        watch.note([sku], "somebody quarrels about \(sku) at \(shop.channelId)")
    }

    private func pause() -> Int64 {
        switch chance.index(below: 1000) {
        case ..<500: chance.number(in: 0...60)
        case ..<900: chance.number(in: 60...900)
        case ..<985: chance.number(in: 900...5_000)
        case ..<998: chance.number(in: 5_000...60_000)
        default: chance.number(in: 60_000...(quarrel == nil ? 3_600_000 : 120_000))
        }
    }

    /// A channel that was paused or changed is served anew.
    func followChannels() async throws {
        guard watch.isChannelChanged, conductor.processes.isEmpty else { return }
        watch.isChannelChanged = false
        try await forAll { try await backend?.reload() }
        watch.dirtied.formUnion(watch.allChannels)
    }
}
