import Inventory

/// Writes down what became of counts that were sent, each batch in one commit.
struct BroadcastLedger: Sendable {
    let store: any Store
    let settings: SyncSettings
    let tenant: TenantID
    let channelId: ChannelID

    /// One item that was sent and what came of it.
    struct Settlement: Sendable {
        let candidate: BroadcastCandidate
        let item: PushBatch.Item
        let outcome: PushReport.Outcome
    }

    /// Items whose channel needs no word. Answers nothing; the marks are gone unless they were made again.
    func clear(_ marks: [DirtMark]) async throws {
        guard !marks.isEmpty else { return }
        try await store.write(tenant) { [channelId] tx in
            for mark in marks {
                try tx.clear(mark)
                if mark.attempts > 0 {
                    try AlertDesk(tx).resolve(AlertKey(type: .syncFailed, sku: mark.sku, channelId: channelId))
                }
            }
        }
    }

    /// The intent of a compare-and-set, stored before it leaves.
    func recordIntent(_ items: [PushBatch.Item], txId: String) async throws {
        try await store.write(tenant) { [channelId] tx in
            for item in items {
                guard var row = try tx.channelItem(item.sku, of: channelId), let expected = item.expected else {
                    continue
                }
                row.pendingWrite = ChannelItem.PendingWrite(
                    idempotencyKey: txId,
                    from: expected,
                    to: item.count,
                    sentAt: tx.now
                )
                try tx.put(row)
            }
        }
    }

    /// The write is known not to have happened: nothing is pending any more.
    func withdrawIntent(_ items: [PushBatch.Item]) async throws {
        try await store.write(tenant) { [channelId] tx in
            for item in items {
                guard var row = try tx.channelItem(item.sku, of: channelId), row.pendingWrite != nil else { continue }
                row.pendingWrite = nil
                try tx.put(row)
            }
        }
    }

    func settle(_ settlements: [Settlement], txId: String) async throws {
        try await store.write(tenant) { [self] tx in
            var told: [SKU] = []
            for settlement in settlements {
                switch settlement.outcome {
                case .told(let moment):
                    try recordTold(settlement, at: moment, txId, tx)
                    told.append(settlement.item.sku)
                case .stale, .again:
                    try endIntent(settlement.item, tx)
                case .refused(let reason):
                    try setAside(settlement, reason, tx)
                }
            }
            try tx.put(
                TransactionRecord(
                    key: TransactionKey(source: channelId.value, txId: txId),
                    action: "broadcast",
                    status: told.count == settlements.count ? .told : .failed,
                    channelId: channelId,
                    eventId: nil,
                    reference: "\(told.count) of \(settlements.count) counts",
                    actor: "broadcaster",
                    timestamp: tx.now,
                    expiresAt: tx.now.adding(settings.transactionTTL)
                )
            )
            tx.emit(.broadcast(channelId: channelId, txId: txId, skus: told))
        }
    }

    /// After several failures in a row the merchant is told which counts wait, and why.
    func recordFailure(_ candidates: [BroadcastCandidate], reason: String) async throws {
        try await store.write(tenant) { [channelId] tx in
            for candidate in candidates {
                var mark = candidate.mark
                mark.attempts += 1
                mark.reason = reason
                try tx.setAside(mark)
                try AlertDesk(tx).raise(
                    AlertKey(type: .syncFailed, sku: mark.sku, channelId: channelId),
                    "\(channelId) could not be told the count of \(mark.sku): \(reason)"
                )
            }
        }
    }

    /// `moment` is the channel's own time of the write, where it gives one.
    private func recordTold(
        _ settlement: Settlement,
        at moment: Timestamp?,
        _ txId: String,
        _ tx: any StoreTransaction
    ) throws {
        let sku = settlement.item.sku
        var row = try tx.channelItem(sku, of: channelId) ?? ChannelItem(channelId: channelId, sku: sku)
        let hadError = row.lastError != nil || settlement.candidate.mark.attempts > 0
        if let before = settlement.item.expected, row.inventoryItemId != nil {
            // Orders may have moved what is expected while the write was under way: they still hold.
            row.expected = settlement.item.count + (row.expected ?? before) - before
            row.knownAt = max(row.knownAt ?? .distantPast, moment ?? row.knownAt ?? tx.now)
        } else {
            row.expected = settlement.item.count
            row.knownAt = tx.now
        }
        row.lastTold = ChannelItem.Told(count: settlement.item.count, txId: txId, timestamp: tx.now)
        row.lastError = nil
        row.pendingWrite = nil
        try tx.put(row)
        try tx.clear(settlement.candidate.mark)
        if hadError { try AlertDesk(tx).resolve(AlertKey(type: .syncFailed, sku: sku, channelId: channelId)) }
    }

    private func endIntent(_ item: PushBatch.Item, _ tx: any StoreTransaction) throws {
        guard var row = try tx.channelItem(item.sku, of: channelId) else { return }
        row.pendingWrite = nil
        try tx.put(row)
    }

    private func setAside(_ settlement: Settlement, _ reason: String, _ tx: any StoreTransaction) throws {
        let sku = settlement.item.sku
        var row = try tx.channelItem(sku, of: channelId) ?? ChannelItem(channelId: channelId, sku: sku)
        row.lastError = reason
        row.pendingWrite = nil
        try tx.put(row)
        var mark = settlement.candidate.mark
        mark.attempts += 1
        mark.reason = reason
        mark.retryAt = tx.now.adding(Backoff.delay(afterFailures: mark.attempts + 4))
        try tx.setAside(mark)
        try AlertDesk(tx).raise(
            AlertKey(type: .syncFailed, sku: sku, channelId: channelId),
            "\(channelId) refuses the count of \(sku): \(reason)"
        )
    }
}
