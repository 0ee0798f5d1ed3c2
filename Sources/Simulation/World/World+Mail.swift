import Inventory
import Sync

// Webhooks on their way: late, lost, twice, in any order.
extension World {
    func sendLevel(_ itemId: Int64, of shop: SimulatedShop, cause: String) {
        guard let item = shop.shelf[itemId], item.isShown else { return }
        watch.note(
            [item.sku],
            "\(shop.channelId) shows \(item.sku) \(item.available) at \(item.updatedAt.seconds) (\(cause))"
        )
        send(.level(itemId: itemId), "inventory_levels/update", of: shop, [item.sku])
    }

    func sendLevels(_ items: [Int64], of shop: SimulatedShop, cause: String) {
        for item in Set(items).sorted() { sendLevel(item, of: shop, cause: cause) }
    }

    func send(_ content: Letter.Content, _ topic: String, of shop: SimulatedShop, _ skus: [SKU]) {
        guard !chance.perMille(100) else {
            watch.sometimes.note(.droppedDelivery)
            return
        }
        let number = mail.newNumber()
        let assembledAt = clock.now.adding(milliseconds: chance.number(in: 0...1_500))
        mail.add(
            Letter(
                number: number,
                channelId: shop.channelId,
                key: TransactionKey(source: shop.domain, txId: "webhook-\(number)"),
                topic: topic,
                content: content,
                assembledAt: assembledAt,
                dueAt: assembledAt.adding(milliseconds: transit()),
                skus: skus
            )
        )
    }

    /// A sale at the sink: its sender tries until it is answered.
    func sendSinkSale(_ sku: SKU, _ quantity: Int64) {
        let number = mail.newNumber()
        let sale = SeedSale(txId: "sale-\(number)", items: [SeedSale.Item(sku: sku, quantity: quantity)])
        mail.add(
            Letter(
                number: number,
                channelId: sink.channelId,
                key: TransactionKey(source: sink.channelId.value, txId: "sale-\(number)"),
                topic: "sale",
                content: .fixed(.seedSale(sale)),
                assembledAt: clock.now,
                dueAt: clock.now.adding(milliseconds: chance.number(in: 0...5_000)),
                skus: [sku]
            )
        )
    }

    private func transit() -> Int64 {
        switch chance.index(below: 100) {
        case ..<70: chance.number(in: 0...3_000)
        case ..<90: chance.number(in: 3_000...120_000)
        case ..<98: chance.number(in: 120_000...3_600_000)
        default: lateTransit()
        }
    }

    private func lateTransit() -> Int64 {
        watch.sometimes.note(.lateDelivery)
        return chance.number(in: 3_600_000...86_400_000)
    }

    /// Hands a letter that is due to the installation; false when none is.
    func deliverNext() async -> Bool {
        mail.assemble(now: clock.now, facts)
        guard let letter = mail.take(now: clock.now, { chance.index(below: $0) }) else { return false }
        await deliver(letter)
        return true
    }

    func facts(_ letter: Letter) -> DeliveryFacts? {
        guard let shop = shops.first(where: { $0.channelId == letter.channelId }) else { return nil }
        switch letter.content {
        case .fixed(let facts): return facts
        case .order(let id): return shop.orders[id].map { .order($0.snapshot(tellsEdits: false)) }
        case .level(let itemId):
            guard let item = shop.shelf[itemId], item.isShown else { return nil }
            if shop.tell(item) { watch.sometimes.note(.coalescedLevels) }
            return shop.facts(item)
        }
    }

    private func deliver(_ letter: Letter) async {
        guard let backend, case .fixed(let facts) = letter.content else { return }
        if letter.attempts > 0 { watch.sometimes.note(.deliveryRetried) }
        watch.note(letter.skus, "deliver \(letter.number) \(letter.topic) \(facts.summary)")
        let arriving = bent(facts)
        if case .level(let level) = facts, let sku = letter.skus.first {
            watch.noteArrival(level, TellingItem(channelId: letter.channelId, sku: sku))
        }
        let delivery = Delivery(
            tenant: Self.tenant,
            channelId: letter.channelId,
            key: letter.key,
            topic: letter.topic,
            eventId: nil
        )
        if watch.mutation == .believeLevels, case .level = facts { return await believe(facts, letter, backend) }
        var again = letter
        again.attempts += 1
        let later = again
        await run(.delivery, letter.skus) { [self] in
            do {
                let answer = try await backend.intake.take(delivery, arriving)
                await answered(answer, letter)
            } catch {
                // Whoever gets no answer sends the same again.
                await retry(later)
                throw error
            }
        }
    }

    private func answered(_ answer: IntakeAnswer, _ letter: Letter) {
        watch.note(letter.skus, "  answered \(letter.number) \(answer.status.rawValue)")
        switch answer.status {
        case .duplicate: watch.sometimes.note(.duplicateDelivery)
        case .echo: watch.sometimes.note(.echo)
        case .stale: watch.sometimes.note(letter.topic.hasPrefix("orders") ? .oldSnapshot : .staleLevel)
        default: break
        }
        if letter.attempts == 0, chance.perMille(500) { retry(letter) }
    }

    private func retry(_ letter: Letter) {
        var letter = letter
        letter.attempts += 1
        letter.dueAt = clock.now.adding(milliseconds: transit())
        mail.add(letter)
    }

    private func bent(_ facts: DeliveryFacts) -> DeliveryFacts {
        guard watch.mutation == .noFencing, case .order(let snapshot) = facts else { return facts }
        return .order(
            OrderSnapshot(
                orderId: snapshot.orderId,
                createdAt: snapshot.createdAt,
                updatedAt: clock.now,
                lines: snapshot.lines,
                refunds: snapshot.refunds
            )
        )
    }

    private func believe(_ facts: DeliveryFacts, _ letter: Letter, _ backend: Backend) async {
        guard case .level(let level) = facts, let available = level.available, let sku = letter.skus.first else {
            return
        }
        let settings = Backend.settings
        await run(.delivery, letter.skus) {
            try await backend.store.write(Self.tenant) { tx in
                try StockCommands.setCount(
                    CommandContext(tx, settings: settings, actor: Watch.believer),
                    sku: sku,
                    physical: available
                )
            }
        }
    }
}
