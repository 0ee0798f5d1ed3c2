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
        let mark: DirtMark?
        let item: PushBatch.Item
        let outcome: PushReport.Outcome
    }

    /// Items whose channel needs no word. Answers nothing; the marks are gone unless they were made again.
    func clear(_ marks: [DirtMark]) async throws {
        guard !marks.isEmpty else { return }
        try await store.write(tenant) { [self] tx in
            for mark in marks {
                try tx.clear(mark)
                tx.emit(.item(mark.sku))
                if mark.attempts > 0 {
                    try note(nil, on: mark.sku, tx)
                    try AlertDesk(tx).resolve(AlertKey(type: .syncFailed, sku: mark.sku, channelId: channelId))
                }
            }
        }
    }

    /// Writes down what became of every item of a batch. Answers those that the channel showed another value of, to be
    /// read again. Without `isFateKnown`, an earlier attempt at those may have been carried out.
    func settle(_ settlements: [Settlement], txId: String, isFateKnown: Bool = true) async throws -> [Question] {
        try await store.write(tenant) { [self] tx in
            let step = FateStep(self, tx, txId: txId)
            var told: [SKU] = []
            var stale: [Question] = []
            for settlement in settlements {
                switch settlement.outcome {
                case .told(let moment):
                    try step.recordTold(settlement, at: moment)
                    told.append(settlement.item.sku)
                case .stale:
                    if let question = try step.fail(settlement.item, isFateKnown: isFateKnown) {
                        stale.append(question)
                    }
                case .again:
                    try step.withdraw(settlement.item)
                case .refused(let reason):
                    try step.setAside(settlement, reason)
                }
            }
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
