package import Inventory

extension ChannelOperations {
    /// Merges the orders changed since the last pass, so that missed webhooks heal, and takes in the live levels. Source:
    /// domain.md section 7.
    ///
    /// Every page is a commit of its own and the place of the next one is kept with the channel: `resuming`, a pass that a
    /// crash cut short goes on there, with what it had checked before missing from the report.
    package func reconcile(
        _ tenant: TenantID,
        _ id: ChannelID,
        dryRun: Bool,
        resuming: Bool = false,
        jobId: String? = nil
    ) async throws -> ChannelReport {
        try await pull(.reconcile, tenant, id, dryRun: dryRun, jobId: jobId) { entry, gateway, pull in
            if dryRun {
                var report = ChannelReport(dryRun: true, startedAt: clock.now)
                pull.begin(.levels)
                try await eachPage(gateway) { page in
                    try await compare(page.reading, entry, gateway, into: &report)
                    pull.count(items: page.reading.entries.count, report)
                }
                report.finishedAt = clock.now
                return report
            }
            var pass = try await begin(entry, resuming: resuming)
            var report = ChannelReport(dryRun: false, startedAt: pass.startedAt)
            // Before the first pass nothing is known: what a first reading contains must be known before old orders are
            // merged.
            let ordersFirst = entry.channel.lastReconciledAt != nil
            if ordersFirst { try await mergeOrders(entry, gateway, pull, &pass, &report) }
            pull.begin(.levels)
            try await eachPage(gateway, after: pass.cursor) { page in
                try await compare(page.reading, entry, gateway, into: &report)
                pass.cursor = page.next
                if page.next != nil { try await keep(pass, entry) }
                pull.count(items: page.reading.entries.count, report)
            }
            try await mapReported(entry, gateway)
            if !ordersFirst { try await mergeOrders(entry, gateway, pull, &pass, &report) }
            report.finishedAt = clock.now
            try await end(pass, entry)
            return report
        }
    }

    /// A pass this old is not gone on with: too much has changed behind it.
    private static let longestInterruptionMilliseconds: Int64 = 6 * 3600 * 1000

    private func begin(_ entry: DirectoryEntry, resuming: Bool) async throws -> Reconciliation.Pass {
        let held = try await store.channel(entry.tenant, entry.channel.channelId)?.reconciliation.pass
        if resuming, let held,
            clock.now.milliseconds(since: held.startedAt) < Self.longestInterruptionMilliseconds
        {
            // Should the channel no longer know the place, the pass after this one begins anew.
            try await keep(nil, entry)
            return held
        }
        return Reconciliation.Pass(startedAt: clock.now)
    }

    private func keep(_ pass: Reconciliation.Pass?, _ entry: DirectoryEntry) async throws {
        try await change(entry) { $0.reconciliation.pass = pass }
    }

    private func end(_ pass: Reconciliation.Pass, _ entry: DirectoryEntry) async throws {
        try await change(entry, isNews: true) { channel in
            channel.reconciliation.pass = nil
            channel.lastReconciledAt = pass.startedAt
        }
    }

    /// `isNews`: others want to know of it.
    private func change(
        _ entry: DirectoryEntry,
        isNews: Bool = false,
        _ change: @escaping @Sendable (inout Channel) -> Void
    ) async throws {
        try await store.write(entry.tenant) { tx in
            guard var channel = try tx.channel(entry.channel.channelId) else { return }
            change(&channel)
            try tx.put(channel)
            if isNews { tx.emit(.channel(channel.channelId)) }
        }
    }

    /// Clocks differ, and before the first order of a channel there is only ours.
    private static let firstOverlap = Duration.seconds(3600)

    private func mergeOrders(
        _ entry: DirectoryEntry,
        _ gateway: any ChannelGateway,
        _ pull: Pull,
        _ pass: inout Reconciliation.Pass,
        _ report: inout ChannelReport
    ) async throws {
        guard !pass.hasMergedOrders else { return }
        pull.begin(.orders)
        let (tenant, channelId) = (entry.tenant, entry.channel.channelId)
        let merged = try await store.channel(tenant, channelId)?.reconciliation.ordersMergedUntil
        let since =
            merged.map { $0.adding(OrderMerge.overlap.negated) }
            ?? entry.channel.createdAt.adding(Self.firstOverlap.negated)
        let orders = OrderMerge(store: store, settings: settings, tenant: tenant, channelId: channelId)
        try await orders.mergeAll(updatedSince: since, from: gateway) { page in
            report.mergedOrders += page.changedOrders
            pull.count(orders: page.changedOrders, report)
            guard let until = page.mergedUntil else { return }
            try await change(entry) { channel in
                let before = channel.reconciliation.ordersMergedUntil
                channel.reconciliation.ordersMergedUntil = max(before ?? until, until)
            }
        }
        pass.hasMergedOrders = true
        try await keep(pass, entry)
    }

    /// Takes in a page of levels, or only compares it in a dry run. Items whose SKU is doubled are asked for by name: the
    /// other one may be gone, and its webhook lost.
    private func compare(
        _ reading: LevelReading,
        _ entry: DirectoryEntry,
        _ gateway: any ChannelGateway,
        into report: inout ChannelReport
    ) async throws {
        report.checkedItems += reading.entries.count
        report.itemsWithoutSKU += reading.entries.count { $0.sku == nil }
        let channelId = entry.channel.channelId
        let isDryRun = report.dryRun
        let (found, rivals) = try await store.write(entry.tenant) { [settings] tx in
            guard let channel = try tx.channel(channelId) else { return ([ChannelReport.Difference](), Set<Int64>()) }
            let page = CataloguePage(tx, settings, channel, isDryRun: isDryRun)
            let found = try reading.entries.compactMap { try page.take($0, readAt: reading.readAt) }
            let rivals = try Set(reading.entries.flatMap(page.rivals))
            try page.record()
            return (found, rivals)
        }
        for difference in found { report.add(difference) }
        try await mapRivals(rivals, entry, gateway)
    }

    func eachPage(
        _ gateway: any ChannelGateway,
        after first: String? = nil,
        _ body: (CatalogPage) async throws -> Void
    ) async throws {
        var cursor = first
        repeat {
            let page = try await gateway.catalogPage(after: cursor)
            try await body(page)
            cursor = page.next
        } while cursor != nil
    }
}
