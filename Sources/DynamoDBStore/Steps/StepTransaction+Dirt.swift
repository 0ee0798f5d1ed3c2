import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func markDirty(_ sku: SKU) throws {
        let roster = try roster()
        let row = try skuRow(sku)
        // A channel that is made meanwhile elsewhere sweeps all tracked rows. What it cannot have met, or may have passed
        // before this commit, is written only if the roster is still the same.
        if try row.roster < roster.version || !wasTracked(sku) { rows.check(ChannelKeys.roster(tenant)) }
        if roster.entries.isEmpty, row.roster == roster.version { return }
        try change(sku) { row in
            row.roster = roster.version
            for entry in roster.entries { mark(&row, for: entry) }
        }
    }

    func markDirty(_ sku: SKU, for channel: ChannelID) throws {
        let entry = try known(channel)
        try change(sku) { mark(&$0, for: entry) }
    }

    /// A mark that stands keeps all but its generation.
    private func mark(_ row: inout SKURow, for entry: Roster.Entry) {
        noteDirtied(entry.channel)
        if row.slots[entry.name]?.mark != nil {
            row.slots[entry.name]?.mark?.generation = row.revision
            return
        }
        let mark = SKURow.Mark(generation: row.revision, since: now, place: DirtKeys.fresh(newID()))
        row.slots[entry.name, default: SKURow.Slot()].mark = mark
        rows.writeBlindly(DirtKeys.key(tenant, entry, mark), DirtKeys.item(row.sku, mark))
    }

    func requestSweep(of channel: ChannelID) throws {
        let entry = try known(channel)
        _ = try rows.read(ChannelKeys.sweep(tenant, entry.name))
        try rows.write(ChannelKeys.sweep(tenant, entry.name), ["asked": .string(newID())])
        noteDirtied(channel)
    }

    func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool {
        guard let entry = try entry(channel),
            var sweep = try rows.read(ChannelKeys.sweep(tenant, entry.name))
        else { return false }
        try flush()
        let place = PartitionKey(table: .inventory, partition: tenant.value)
        let found = try rows.range(place, after: sweep.optionalText("after"), limit: limit)
        for (key, _) in found {
            let sku = SKU(stored: key.sort)
            guard try skuRow(sku).level?.tracked == true else { continue }
            let version = try roster().version
            try change(sku) { row in
                row.level?.version += 1
                row.roster = max(row.roster, version)
                mark(&row, for: entry)
            }
        }
        guard found.count == limit, let last = found.last?.key.sort else {
            try rows.write(ChannelKeys.sweep(tenant, entry.name), nil)
            return false
        }
        sweep.set("after", last)
        try rows.write(ChannelKeys.sweep(tenant, entry.name), sweep)
        return true
    }

    func clear(_ mark: DirtMark, readAt: Timestamp) throws {
        guard let (entry, stored) = try stored(mark) else { return }
        if stored.generation == mark.generation {
            try change(mark.sku) { $0.slots[entry.name]?.mark = nil }
            rows.writeBlindly(DirtKeys.key(tenant, entry, stored), nil)
        } else if stored.since < readAt {
            var renewed = stored
            renewed.since = readAt
            try replace(stored, by: renewed, mark.sku, entry)
        }
    }

    func setAside(_ mark: DirtMark) throws {
        guard let (entry, stored) = try stored(mark), stored.generation == mark.generation else { return }
        var aside = stored
        aside.attempts = Int64(mark.attempts)
        aside.retryAt = mark.retryAt
        aside.reason = mark.reason
        try replace(stored, by: aside, mark.sku, entry)
    }

    /// Puts the mark to its new place among those that wait for the channel.
    private func replace(
        _ stored: SKURow.Mark,
        by changed: SKURow.Mark,
        _ sku: SKU,
        _ entry: Roster.Entry
    ) throws {
        var changed = changed
        if changed.retryAt != stored.retryAt || changed.since != stored.since {
            rows.writeBlindly(DirtKeys.key(tenant, entry, stored), nil)
            changed.place = changed.retryAt.map { DirtKeys.aside(until: $0, newID()) } ?? DirtKeys.fresh(newID())
            rows.writeBlindly(DirtKeys.key(tenant, entry, changed), DirtKeys.item(sku, changed))
        }
        let kept = changed
        try change(sku) { $0.slots[entry.name]?.mark = kept }
    }

    /// What stands of the mark; of another generation if it was made again since.
    private func stored(_ mark: DirtMark) throws -> (Roster.Entry, SKURow.Mark)? {
        guard let entry = try entry(mark.channelId), let stored = try skuRow(mark.sku).slots[entry.name]?.mark else {
            return nil
        }
        return (entry, stored)
    }
}

/// A channel's dirt: one row for each marked SKU, in the order in which it is to be told.
enum DirtKeys {
    /// Marks that wait for nothing, oldest first.
    static func fresh(_ id: String) -> String { "d/" + id }
    /// Marks that wait for the time of their retry.
    static func aside(until time: Timestamp, _ id: String) -> String { "r/\(SortText.time(time))/\(id)" }

    static let allFresh = "d/"..."d/" + SortText.last
    static let allAside = "r/"..."r/" + SortText.last

    static func key(_ tenant: TenantID, _ entry: Roster.Entry, _ mark: SKURow.Mark) -> RowKey {
        ChannelKeys.dirt(tenant, entry.name).row(mark.place)
    }

    static func item(_ sku: SKU, _ mark: SKURow.Mark) -> Item {
        var item: Item = [:]
        item.set("sku", sku.value)
        item.set("since", mark.since)
        item.set("retryAt", mark.retryAt)
        return item
    }
}
