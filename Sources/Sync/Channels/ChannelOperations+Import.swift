package import Inventory

extension ChannelOperations {
    /// Records which item carries which SKU and what the channel shows, and takes the physical count of SKUs that nobody
    /// has counted yet from the shop. Differences of tracked SKUs are listed; they will be written. Source: domain.md
    /// section 7.
    ///
    /// The catalogue is read twice: SKUs that several items carry must all be known before any is tracked.
    package func importCatalogue(
        _ tenant: TenantID,
        _ id: ChannelID,
        dryRun: Bool
    ) async throws -> ChannelReport {
        let (entry, gateway) = try readableChannel(tenant, id)
        var report = ChannelReport(dryRun: dryRun, startedAt: clock.now)
        do {
            let duplicates = try await mapItems(entry, gateway, &report)
            report.duplicates = duplicates.sorted()
            try await eachPage(gateway) { reading in
                try await take(reading, entry, duplicates, &report)
            }
        } catch let error as GatewayError {
            throw Self.refusal(error, id)
        }
        report.finishedAt = clock.now
        return report
    }

    /// Answers the SKUs that several items carry.
    private func mapItems(
        _ entry: DirectoryEntry,
        _ gateway: any ChannelGateway,
        _ report: inout ChannelReport
    ) async throws -> Set<SKU> {
        var seen: Set<SKU> = []
        var duplicates: Set<SKU> = []
        try await eachPage(gateway) { reading in
            report.checkedItems += reading.entries.count
            for item in reading.entries {
                guard let sku = item.sku else {
                    report.itemsWithoutSKU += 1
                    continue
                }
                if !seen.insert(sku).inserted { duplicates.insert(sku) }
            }
            if !report.dryRun { try await map(reading.entries, entry) }
        }
        return duplicates
    }

    private func map(_ items: [LevelReading.Entry], _ entry: DirectoryEntry) async throws {
        try await store.write(entry.tenant) { [settings] tx in
            let ledger = StockLedger(tx, settings: settings, txId: tx.newID(), actor: entry.channel.channelId.value)
            let desk = CatalogueDesk(tx, ledger)
            for item in items { try desk.map(item.inventoryItemId, to: item.sku, on: entry.channel) }
        }
    }

    private func take(
        _ reading: LevelReading,
        _ entry: DirectoryEntry,
        _ duplicates: Set<SKU>,
        _ report: inout ChannelReport
    ) async throws {
        let known = reading.entries.filter { item in
            guard let sku = item.sku, item.available != nil else { return false }
            return !duplicates.contains(sku)
        }
        let isDryRun = report.dryRun
        let found = try await store.write(entry.tenant) { [settings] tx in
            var found: [ChannelReport.Difference] = []
            let context = CommandContext(tx, settings: settings, actor: entry.channel.channelId.value)
            let step = try FirstReading(context, entry.channel)
            for item in known {
                guard let sku = item.sku, let available = item.available else { continue }
                if let difference = try step.take(
                    sku,
                    item,
                    available: available,
                    readAt: reading.readAt,
                    isDryRun: isDryRun
                ) {
                    found.append(difference)
                }
            }
            return found
        }
        for difference in found {
            if difference.action == "track" { report.trackedItems += 1 } else { report.add(difference) }
        }
    }

    func eachPage(
        _ gateway: any ChannelGateway,
        _ body: (LevelReading) async throws -> Void
    ) async throws {
        var cursor: String?
        repeat {
            let page = try await gateway.catalogPage(after: cursor)
            try await body(page.reading)
            cursor = page.next
        } while cursor != nil
    }
}
