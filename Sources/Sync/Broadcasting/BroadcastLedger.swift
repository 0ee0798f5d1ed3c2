import Inventory

/// Writes down what became of counts that were sent, each batch in one commit.
struct BroadcastLedger: Sendable {
    let store: any Store
    let settings: SyncSettings
    let tenant: TenantID
    let channel: Channel

    var channelId: ChannelID { channel.channelId }

    /// One item that was sent and what came of it.
    struct Settlement: Sendable {
        /// Nil for an item that left again after a crash: its mark is looked at anew.
        let candidate: BroadcastCandidate?
        let item: PushBatch.Item
        let outcome: PushReport.Outcome
    }

    /// Items whose channel needs no word. Answers nothing; the marks are gone unless they were made again.
    func clear(_ candidates: [BroadcastCandidate]) async throws {
        try await inParts(candidates) { part in try await clearAtOnce(part) }
    }

    private func clearAtOnce(_ candidates: [BroadcastCandidate]) async throws {
        try await store.write(tenant) { [self] tx in
            for candidate in candidates {
                let mark = candidate.mark
                try tx.clear(mark, readAt: candidate.readAt)
                tx.emit(.item(mark.sku))
                if mark.attempts > 0 {
                    try note(nil, on: mark.sku, tx)
                    try AlertDesk(tx).resolve(AlertKey(type: .syncFailed, sku: mark.sku, channelId: channelId))
                }
            }
        }
    }

    /// What is told of them from now on is newer than all that was.
    func raiseVersions(of skus: [SKU]) async throws {
        try await inParts(skus) { part in
            try await store.write(tenant) { tx in
                for sku in part {
                    guard var level = try tx.level(sku) else { continue }
                    level.version += 1
                    try tx.put(level)
                }
            }
        }
    }

    /// Writes down what became of every item of a batch. Answers those that the channel showed another value of, to be
    /// read again. Without `isFateKnown`, an earlier attempt at those may have been carried out.
    ///
    /// What a shop is told stays in one commit with its intent. An `http` channel keeps none: what a crash leaves unsettled
    /// of a batch is told again. It cannot be asked either, so its parts have no questions.
    func settle(_ settlements: [Settlement], txId: String, isFateKnown: Bool = true) async throws -> [Question] {
        var last = settlements
        if channel.shop == nil, settlements.count > store.handySKUs {
            last = Array(settlements.suffix(store.handySKUs))
            try await inParts(Array(settlements.dropLast(last.count))) { part in
                try await store.write(tenant) { [self] tx in
                    _ = try write(part, FateStep(self, tx, txId: txId), isFateKnown: isFateKnown)
                }
            }
        }
        return try await settle(settlements, last: last, txId: txId, isFateKnown: isFateKnown)
    }

    /// Some at a time, side by side.
    private func inParts<Element: Sendable>(
        _ elements: [Element],
        _ body: @escaping @Sendable ([Element]) async throws -> Void
    ) async throws {
        let size = min(store.handySKUs, max(1, elements.count))
        try await withThrowingTaskGroup { group in
            for start in stride(from: 0, to: elements.count, by: size) {
                let part = Array(elements[start..<min(elements.count, start + size)])
                group.addTask { try await body(part) }
            }
            try await group.waitForAll()
        }
    }

    /// What the items come to, into the step. Answers those that the channel showed another value of.
    private func write(_ settlements: [Settlement], _ step: FateStep, isFateKnown: Bool) throws -> [Question] {
        var stale: [Question] = []
        for settlement in settlements {
            switch settlement.outcome {
            case .told(let moment): try step.recordTold(settlement, at: moment)
            case .stale:
                if let question = try step.fail(settlement.item, isFateKnown: isFateKnown) { stale.append(question) }
            case .again: try step.withdraw(settlement.item)
            case .refused(let reason): try step.setAside(settlement, reason)
            }
        }
        return stale
    }

    /// The last part, and that the batch is over.
    private func settle(
        _ settlements: [Settlement],
        last: [Settlement],
        txId: String,
        isFateKnown: Bool
    ) async throws -> [Question] {
        let told = settlements.filter { if case .told = $0.outcome { true } else { false } }.map(\.item.sku)
        return try await store.write(tenant) { [self] tx in
            let stale = try write(last, FateStep(self, tx, txId: txId), isFateKnown: isFateKnown)
            if channel.shop != nil { try tx.put(IntendedBatch?.none, of: channelId) }
            try tx.put(
                TransactionRecord(
                    key: TransactionKey(source: channelId.value, txId: txId),
                    action: "broadcast",
                    status: told.count == settlements.count ? .told : .failed,
                    channelId: channelId,
                    eventId: nil,
                    reference: "\(told.count) of \(settlements.count) counts",
                    actor: FateStep.actor,
                    timestamp: tx.now,
                    expiresAt: tx.now.adding(settings.transactionTTL)
                )
            )
            tx.emit(.broadcast(channelId: channelId, txId: txId, skus: told))
            return stale
        }
    }

    /// After several failures in a row the merchant is told which counts wait, and why.
    func recordFailure(_ candidates: [BroadcastCandidate], reason: String) async throws {
        try await store.write(tenant) { [self] tx in
            for candidate in candidates {
                var mark = candidate.mark
                mark.attempts += 1
                mark.reason = reason
                try tx.setAside(mark)
                try note(reason, on: mark.sku, tx)
                try AlertDesk(tx).raise(
                    AlertKey(type: .syncFailed, sku: mark.sku, channelId: channelId),
                    "\(channelId) could not be told the count of \(mark.sku): \(reason)"
                )
            }
        }
    }

    /// Nobody knows what the channel was told last: it is told again.
    func forgetTold(_ skus: [SKU]) async throws {
        try await store.write(tenant) { [channelId] tx in
            // It may have been deleted meanwhile.
            guard try tx.channel(channelId) != nil else { return }
            for sku in skus {
                if var row = try tx.channelItem(sku, of: channelId) {
                    row.lastTold = nil
                    try tx.put(row)
                }
                try tx.markDirty(sku, for: channelId)
            }
        }
    }

    /// What the SKU's row says of its last trouble on this channel.
    private func note(_ error: String?, on sku: SKU, _ tx: any StoreTransaction) throws {
        var row = try tx.channelItem(sku, of: channelId) ?? ChannelItem(channelId: channelId, sku: sku)
        guard row.lastError != error else { return }
        row.lastError = error
        try tx.put(row)
        tx.emit(.item(sku))
    }
}
