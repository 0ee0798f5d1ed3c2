import CoreMetrics
package import Inventory

/// Takes deliveries in: the dedup row and all effects of one event in one atomic step. When a call returns, its event is
/// durable and applied. Source: domain.md section 2.
package struct DeliveryIntake: Sendable {
    private let store: any Store
    private let settings: SyncSettings
    private let answers: [TransactionRecord.Status: Counter]

    package init(store: any Store, settings: SyncSettings) {
        self.store = store
        self.settings = settings
        answers = Dictionary(
            uniqueKeysWithValues: TransactionRecord.Status.allCases.map {
                ($0, Counter(label: "syncstate_webhooks_total", dimensions: [("status", $0.rawValue)]))
            }
        )
    }

    /// Applies a delivery unless it was applied before.
    package func take(_ delivery: Delivery, _ facts: DeliveryFacts) async throws -> IntakeAnswer {
        let answer = try await store.write(delivery.tenant) { [settings] tx in
            if try tx.transaction(delivery.key) != nil {
                return IntakeAnswer(status: .duplicate, txId: delivery.key.txId)
            }
            return try Self.apply(delivery, facts, tx, settings)
        }
        answers[answer.status]?.increment()
        return answer
    }

    /// Keeps a delivery whole that its topic could not be read from.
    package func quarantine(_ delivery: Delivery, body: [UInt8], reason: String) async throws -> IntakeAnswer {
        let answer = try await store.write(delivery.tenant) { [settings] tx in
            if try tx.transaction(delivery.key) != nil {
                return IntakeAnswer(status: .duplicate, txId: delivery.key.txId)
            }
            try tx.put(
                QuarantinedDelivery(
                    quarantineId: tx.newID(),
                    channelId: delivery.channelId,
                    topic: delivery.topic,
                    key: delivery.key,
                    eventId: delivery.eventId,
                    body: body,
                    reason: reason,
                    receivedAt: tx.now
                )
            )
            try AlertDesk(tx).raise(
                AlertKey(type: .webhookQuarantined, channelId: delivery.channelId),
                "A \(delivery.topic) webhook of \(delivery.channelId) could not be read: \(reason)"
            )
            return try Self.record(delivery, .quarantined, tx, settings)
        }
        answers[answer.status]?.increment()
        return answer
    }

    /// Applies a quarantined delivery that can be read by now, under its own transaction, and lets its body go.
    ///
    /// Throws `DomainError.notFound` for an id that is not there and `.refused` when it still cannot be read.
    package func replay(
        _ tenant: TenantID,
        quarantineId: String,
        reader: any DeliveryReader
    ) async throws -> IntakeAnswer {
        try await store.write(tenant) { [settings] tx in
            try Self.replay(quarantineId, reader, tx, settings)
        }
    }

    /// The same within a step that is under way.
    package static func replay(
        _ quarantineId: String,
        _ reader: any DeliveryReader,
        _ tx: any StoreTransaction,
        _ settings: SyncSettings
    ) throws -> IntakeAnswer {
        guard let held = try tx.quarantined(quarantineId) else {
            throw DomainError.notFound("There is no quarantined webhook \(quarantineId)")
        }
        let facts: DeliveryFacts
        do {
            facts = try reader.facts(topic: held.topic, body: held.body)
        } catch {
            throw DomainError.refused(code: "still_unreadable", message: "It still cannot be read: \(error)")
        }
        let delivery = Delivery(
            tenant: tx.tenant,
            channelId: held.channelId,
            key: held.key,
            topic: held.topic,
            eventId: held.eventId
        )
        let answer = try apply(delivery, facts, tx, settings)
        try tx.deleteQuarantined(quarantineId)
        if try tx.quarantined(of: held.channelId, containingAnyOf: []).isEmpty {
            try AlertDesk(tx).resolve(AlertKey(type: .webhookQuarantined, channelId: held.channelId))
        }
        return answer
    }

    private static func apply(
        _ delivery: Delivery,
        _ facts: DeliveryFacts,
        _ tx: any StoreTransaction,
        _ settings: SyncSettings
    ) throws -> IntakeAnswer {
        guard let channel = try tx.channel(delivery.channelId) else {
            return try record(delivery, .ignored, tx, settings)
        }
        let ledger = StockLedger(tx, settings: settings, txId: delivery.key.txId, actor: channel.channelId.value)
        let step = IntakeStep(
            tx: tx,
            channel: channel,
            ledger: ledger,
            settings: settings,
            txId: delivery.key.txId
        )
        let outcome = try step.apply(facts)
        return try record(delivery, outcome.status, reference: outcome.reference, tx, settings)
    }

    private static func record(
        _ delivery: Delivery,
        _ status: TransactionRecord.Status,
        reference: String? = nil,
        _ tx: any StoreTransaction,
        _ settings: SyncSettings
    ) throws -> IntakeAnswer {
        try tx.put(
            TransactionRecord(
                key: delivery.key,
                action: delivery.topic,
                status: status,
                channelId: delivery.channelId,
                eventId: delivery.eventId,
                reference: reference,
                actor: delivery.channelId.value,
                timestamp: tx.now,
                expiresAt: tx.now.adding(settings.transactionTTL)
            )
        )
        return IntakeAnswer(status: status, txId: delivery.key.txId)
    }
}
