package import Inventory

extension ChannelOperations {
    /// Merges the orders updated since the last pass, so that missed webhooks heal, and takes in the live levels. Source:
    /// domain.md section 7.
    package func reconcile(_ tenant: TenantID, _ id: ChannelID, dryRun: Bool) async throws -> ChannelReport {
        let (entry, gateway) = try readableChannel(tenant, id)
        var report = ChannelReport(dryRun: dryRun, startedAt: clock.now)
        do {
            if !dryRun { report.mergedOrders = try await mergeOrders(entry, gateway) }
            try await eachPage(gateway) { reading in
                report.checkedItems += reading.entries.count
                for difference in try await compare(reading, entry, isDryRun: dryRun) { report.add(difference) }
            }
        } catch let error as GatewayError {
            throw Self.refusal(error, id)
        }
        report.finishedAt = clock.now
        if !dryRun { try await recordPass(entry, startedAt: report.startedAt) }
        return report
    }

    /// A little of the last pass again: clocks differ, and merging twice moves nothing twice.
    private static let overlapMilliseconds: Int64 = 5 * 60 * 1000

    private func mergeOrders(_ entry: DirectoryEntry, _ gateway: any ChannelGateway) async throws -> Int {
        let watermark = (entry.channel.lastReconciledAt ?? entry.channel.createdAt)
            .adding(milliseconds: -Self.overlapMilliseconds)
        var merged = 0
        var cursor: String?
        repeat {
            let page = try await gateway.ordersPage(updatedSince: watermark, after: cursor)
            merged += try await store.write(entry.tenant) { [settings] tx in
                let context = CommandContext(tx, settings: settings, actor: entry.channel.channelId.value)
                let (txId, ledger) = try context.ledger(for: "channel.reconcile", channel: entry.channel.channelId)
                let step = IntakeStep(tx: tx, channel: entry.channel, ledger: ledger, txId: txId)
                return try page.orders.count { try step.apply(.order($0)).status == .applied }
            }
            cursor = page.next
        } while cursor != nil
        return merged
    }

    private func compare(
        _ reading: LevelReading,
        _ entry: DirectoryEntry,
        isDryRun: Bool
    ) async throws -> [ChannelReport.Difference] {
        let channelId = entry.channel.channelId
        let found = try await store.write(entry.tenant) { tx in
            var found: [ChannelReport.Difference] = []
            for live in reading.entries {
                guard let sku = live.sku, let item = try tx.channelItem(sku, of: channelId),
                    item.inventoryItemId == live.inventoryItemId, item.expected != live.available
                else { continue }
                found.append(
                    ChannelReport.Difference(
                        sku: sku,
                        expected: item.expected,
                        live: live.available,
                        unexplained: item.unexplained,
                        action: "observe"
                    )
                )
            }
            return found
        }
        if !isDryRun {
            let ledger = BroadcastLedger(
                store: store,
                settings: settings,
                tenant: entry.tenant,
                channelId: channelId
            )
            try await ledger.take(reading)
        }
        return found
    }

    private func recordPass(_ entry: DirectoryEntry, startedAt: Timestamp) async throws {
        try await store.write(entry.tenant) { tx in
            guard var channel = try tx.channel(entry.channel.channelId) else { return }
            channel.lastReconciledAt = startedAt
            try tx.put(channel)
            tx.emit(.channel(channel.channelId))
        }
    }
}
