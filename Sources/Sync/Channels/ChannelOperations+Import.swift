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
        dryRun: Bool,
        jobId: String? = nil
    ) async throws -> ChannelReport {
        try await pull(.import, tenant, id, dryRun: dryRun, jobId: jobId) { entry, gateway, pull in
            var report = ChannelReport(dryRun: dryRun, startedAt: clock.now)
            let isDuplicate = try await mapItems(entry, gateway, pull, &report)
            pull.begin(.levels, of: report.checkedItems)
            var tooRecent: [Int64] = []
            let written = try await itemsBeingWritten(entry)
            try await eachPage(gateway) { page in
                let entries = page.reading.entries.filter { !isDuplicate($0) }
                let reading = LevelReading(entries: entries, readAt: page.reading.readAt)
                tooRecent += try await take(reading, entry, &report, written, isLast: false)
                if tooRecent.count >= gateway.batchLimit {
                    try await readAgain(&tooRecent, entry, gateway, &report)
                }
                pull.count(items: page.reading.entries.count, report)
            }
            try await readAgain(&tooRecent, entry, gateway, &report)
            report.finishedAt = clock.now
            return report
        }
    }

    /// Brings the mapping in line with the shop's catalogue; in a dry run only looks through it. Answers which items share
    /// their SKU with others.
    private func mapItems(
        _ entry: DirectoryEntry,
        _ gateway: any ChannelGateway,
        _ pull: Pull,
        _ report: inout ChannelReport
    ) async throws -> (LevelReading.Entry) -> Bool {
        var carried = CarriedSKUs()
        var rivals: Set<Int64> = []
        try await eachPage(gateway) { page in
            report.checkedItems += page.reading.entries.count
            report.itemsWithoutSKU += page.reading.entries.count { $0.sku == nil }
            for sku in page.reading.entries.compactMap(\.sku) { carried.insert(sku) }
            if !report.dryRun { rivals.formUnion(try await map(page.reading.entries, entry)) }
            pull.count(items: page.reading.entries.count, report)
        }
        try await mapRivals(rivals, entry, gateway)
        let duplicates = carried.duplicates()
        if !duplicates.isEmpty {
            var listed: Set<SKU> = []
            try await eachPage(gateway) { page in
                for sku in page.reading.entries.compactMap(\.sku)
                where listed.count < ChannelReport.listedDifferences && duplicates.contains(sku) {
                    listed.insert(sku)
                }
            }
            report.duplicates = listed.sorted()
        }
        return { $0.sku.map(duplicates.contains) ?? true }
    }

    /// What a write is under way to: its fate is not known. Asked before levels are read: an item that has come to carry
    /// another SKU gets no new write under the old one, but an earlier one may yet arrive.
    private func itemsBeingWritten(_ entry: DirectoryEntry) async throws -> Set<Int64> {
        let batch = try await store.intendedBatch(entry.tenant, entry.channel.channelId)
        return Set(batch?.items.map(\.inventoryItemId) ?? [])
    }

    private func take(
        _ reading: LevelReading,
        _ entry: DirectoryEntry,
        _ report: inout ChannelReport,
        _ written: Set<Int64>,
        isLast: Bool
    ) async throws -> [Int64] {
        let isDryRun = report.dryRun
        let outcomes = try await store.write(entry.tenant) { [settings] tx in
            let context = CommandContext(tx, settings: settings, actor: entry.channel.channelId.value)
            let step = try FirstReading(context, entry.channel, isDryRun: isDryRun)
            let outcomes = try reading.entries.map { level in
                let isWritten = written.contains(level.inventoryItemId)
                return try step.take(level, readAt: reading.readAt, isBeingWritten: isWritten, isLast: isLast)
            }
            try step.record()
            return outcomes
        }
        var tooRecent: [Int64] = []
        for outcome in outcomes {
            switch outcome {
            case .nothing: break
            case .differs(let difference): report.add(difference)
            case .tooRecent(let itemId): tooRecent.append(itemId)
            }
        }
        return tooRecent
    }

    /// How often an item that changes with every second is read again before it is taken as it is.
    private static let readAttempts = 3
    private static let secondToPass = Duration.milliseconds(1100)

    /// Reads what was too recent to contain its whole second, until it does.
    private func readAgain(
        _ tooRecent: inout [Int64],
        _ entry: DirectoryEntry,
        _ gateway: any ChannelGateway,
        _ report: inout ChannelReport
    ) async throws {
        for attempt in 1...Self.readAttempts where !tooRecent.isEmpty {
            try await clock.sleep(for: Self.secondToPass)
            var left: [Int64] = []
            while !tooRecent.isEmpty {
                let batch = Array(tooRecent.prefix(gateway.batchLimit))
                let written = try await itemsBeingWritten(entry)
                let reading = try await gateway.readLevels(batch)
                left += try await take(reading, entry, &report, written, isLast: attempt == Self.readAttempts)
                tooRecent.removeFirst(batch.count)
            }
            tooRecent = left
        }
    }
}
