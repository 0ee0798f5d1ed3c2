import Inventory
import Sync

extension World {
    private static let patience = 60

    /// Nothing goes wrong any more: everything is delivered or reconciled, and what is in doubt is settled. From then on
    /// nothing moves, and every channel shows what the formula says.
    func comeToRest() async throws {
        let stormy = faults
        faults = .none
        defer { faults = stormy }
        watch.note([], "calm")
        pushesBefore = pushes
        await finishAll()
        await settleLeases()
        // Some things stay as they are, and then are to be reported, and left alone.
        for shop in shops where chance.perMille(800) { putRight(shop) }
        // Nobody leaves a shop without credentials for a day: its keys would be forgotten meanwhile.
        try await liftPauses()
        await finishAll()
        try await followChannels()
        await workOff()
        try await deliverAll()
        let calm = clock.now
        var quietRounds = 0
        var isAtRest = false
        for round in 0..<Self.patience where !isAtRest && watch.violation == nil {
            let before = (watch.commit, pushes)
            clock.advance(milliseconds: 20_000)
            mail.assemble(now: clock.now, facts)
            letLateOnesArrive()
            try await liftPauses()
            await finishAll()
            try await followChannels()
            if round % 4 == 0 {
                for shop in shops { await startReconciliation(of: shop) }
                await finishAll()
            }
            try await deliverAll()
            // Orders that are to be read again wait too.
            for shop in shops { watch.looks[shop.channelId] = clock.now }
            await workOff()
            let contested = watch.items.filter(\.value.contested).keys
                .sorted { ($0.channelId, $0.sku) < ($1.channelId, $1.sku) }
            for item in contested { await resolveContest(of: item) }
            await finishAll()
            let isQuiet = before == (watch.commit, pushes) && mail.count == 0 && later.isEmpty && alarms.isEmpty
            quietRounds = isQuiet ? quietRounds + 1 : 0
            if quietRounds >= 2 { isAtRest = try await hasReconciled(since: max(calm, watch.changedAt)) }
        }
        if !isAtRest { watch.report(nil, "it does not come to rest") }
        try await checkRest()
        if chance.perMille(200) { try await letMonthPass() }
    }

    /// A pass that a crash cut short goes on behind what it had read before, and what changes after a pass only the next
    /// one holds against the shop: only one that began when nothing changed any more has seen all there is.
    private func hasReconciled(since calm: Timestamp) async throws -> Bool {
        guard let store = backend?.store else { return false }
        for shop in shops {
            guard let last = try await store.channel(Self.tenant, shop.channelId)?.lastReconciledAt, last >= calm
            else { return false }
        }
        return true
    }

    /// What is kept for thirty days goes, and nothing is missed.
    private func letMonthPass() async throws {
        watch.sometimes.note(.months)
        clock.advance(milliseconds: 31 * 86_400_000)
        guard let store = backend?.store else { return }
        while try await store.sweepExpired(now: clock.now, limit: 500) {}
    }

    private func deliverAll() async throws {
        for _ in 0..<Self.mostLetters {
            guard let due = mail.nextDue, watch.violation == nil else { return }
            clock.advance(milliseconds: max(0, due.milliseconds(since: clock.now)))
            _ = await deliverNext()
            await finishAll()
            if chance.perMille(200) { await workOff() }
        }
        watch.report(nil, "its deliveries never end")
    }

    private static let mostLetters = 5_000
    private static let mostPushes = 2_000

    /// Runs broadcasters and settlers until nothing is due.
    private func workOff() async {
        await beatAll()
        for _ in 0..<80 {
            let (due, inDoubt) = (channelsDue, channelsInDoubt)
            guard !due.isEmpty || !inDoubt.isEmpty, watch.violation == nil else { return }
            guard pushes - pushesBefore < Self.mostPushes else {
                return watch.report(nil, "its broadcasts never cease")
            }
            await beatAll()
            if let channel = chance.pick(due) { await startRound(of: channel) }
            if let channel = chance.pick(inDoubt) { await startLook(at: channel) }
            await finishAll()
            clock.advance(milliseconds: chance.number(in: 0...700))
        }
    }

    private func checkRest() async throws {
        for shop in shops {
            for sku in shop.skus { check(sku, at: shop) }
        }
        for sku in skus {
            watch.checkTruth(sku)
            let right = watch.rightCount(sku, on: sink.channelId)
            if let right, sink.shown[sku]?.count != right {
                watch.report(
                    sku,
                    "the sink shows \(sink.shown[sku].map { "\($0.count)" } ?? "-"), the formula says \(right)"
                )
            }
        }
        try await checkDoubles()
        let mismatches = try await backend?.store.ledgerMismatches(Self.tenant, after: nil, limit: 1) ?? []
        if let first = mismatches.first { watch.report(first.sku, "the store's ledger does not add up: \(first)") }
        for sku in skus {
            let stored = try await backend?.store.inventoryDetail(Self.tenant, sku)
            if let stored, stored.level.quantities != watch.levels[sku]?.quantities {
                watch.report(sku, "the store holds \(stored.level.quantities.summary), not what was committed")
            }
        }
    }

    private func check(_ sku: SKU, at shop: SimulatedShop) {
        guard let level = shop.item(carrying: sku) else { return }
        let item = watch.items[TellingItem(channelId: shop.channelId, sku: sku)]
        if let item, item.missing != 0 || item.surplus != 0 || item.pendingWrite != nil {
            watch.report(sku, "\(shop.channelId) has something unexplained: \(item.summary)")
        }
        if shop.doubled.contains(sku) || !level.isShown {
            watch.sometimes.note(.leftAlone)
            if item?.expected != nil { watch.report(sku, "\(shop.channelId) is believed to show \(sku)") }
            return
        }
        guard let right = watch.rightCount(sku, on: shop.channelId) else { return }
        if level.available != right {
            watch.report(sku, "\(shop.channelId) shows \(level.available), the formula says \(right)")
        }
        if item?.expected != level.available || item?.inventoryItemId != level.itemId {
            let known = item.map { "\($0.summary) on \($0.inventoryItemId.map(String.init) ?? "-")" } ?? "nothing"
            watch.report(sku, "\(shop.channelId) shows \(level.available) on \(level.itemId), we expect \(known)")
        }
    }

    /// Alerts about doubled SKUs are open where there are some, and nowhere else.
    private func checkDoubles() async throws {
        let filter = AlertFilter(type: .duplicateSKU, state: .open)
        let alerts = try await backend?.store.alerts(Self.tenant, filter, PageRequest(limit: 100)).items ?? []
        for shop in shops {
            let reported = Set(alerts.filter { $0.key.channelId == shop.channelId }.compactMap(\.key.sku))
            for sku in reported.symmetricDifference(shop.doubled).sorted() {
                watch.report(
                    sku,
                    "\(sku) is \(reported.contains(sku) ? "reported" : "not reported") as doubled at \(shop.channelId)"
                )
            }
        }
    }
}
