import Inventory
import Sync

extension WriteTransaction {
    func markDirty(_ sku: SKU) throws {
        let channels = try state.channels()
        guard !channels.isEmpty else { return }
        beginWriting()
        let entry = try memory.changedEntry(sku, of: state.number)
        for channel in channels { try mark(entry, for: channel) }
    }

    func markDirty(_ sku: SKU, for channel: ChannelID) throws {
        beginWriting()
        let known = try known(channel)
        try mark(try memory.changedEntry(sku, of: state.number), for: known)
    }

    /// A mark that stands keeps all but its generation.
    private func mark(_ entry: SKUEntry, for channel: NumberedChannel) throws {
        noteDirtied(channel)
        let generation = try memory.generation()
        if try entry.raiseMark(of: channel.number, to: generation) { return }
        let place = try channel.nextPlace(connection)
        let mark = StoredMark(generation: generation, since: now, place: place)
        try entry.set(mark, of: channel.number)
        try DirtRows.add(connection, entry.sku, mark)
        memory.changeDirtCount(of: channel.number, by: 1)
    }

    func requestSweep(of channel: ChannelID) throws {
        beginWriting()
        let known = try known(channel)
        try SweepRows.request(connection, channel: known.number)
        noteDirtied(known)
    }

    func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool {
        guard let known = try state.channel(channel),
            let position = try SweepRows.position(connection, channel: known.number)
        else { return false }
        beginWriting()
        try memory.flush()
        var skus: [SKU] = []
        try StockRows.scanSKUs(connection, tenant: state.number, after: position) { sku in
            skus.append(SKU(stored: String(decoding: sku, as: UTF8.self)))
            return skus.count < limit
        }
        for sku in skus {
            guard let entry = try memory.entry(sku, of: state.number), entry.level?.tracked == true else { continue }
            try memory.enqueue(entry)
            entry.level?.version += 1
            try mark(entry, for: known)
        }
        guard skus.count == limit, let last = skus.last else {
            try SweepRows.finish(connection, channel: known.number)
            return false
        }
        try SweepRows.advance(connection, channel: known.number, to: last.value)
        return true
    }

    func clear(_ mark: DirtMark, readAt: Timestamp) throws {
        guard let (channel, entry, stored) = try stored(mark) else { return }
        if stored.generation == mark.generation {
            beginWriting()
            try memory.enqueue(entry)
            try DirtRows.remove(connection, channel: channel.number, mark.sku, stored)
            try entry.set(nil, of: channel.number)
            memory.changeDirtCount(of: channel.number, by: -1)
        } else if stored.since < readAt {
            var renewed = stored
            renewed.since = readAt
            try replace(stored, by: renewed, entry, channel)
        }
    }

    func setAside(_ mark: DirtMark) throws {
        guard let (channel, entry, stored) = try stored(mark), stored.generation == mark.generation else { return }
        var aside = stored
        aside.attempts = mark.attempts
        aside.retryAt = mark.retryAt
        aside.reason = mark.reason
        try replace(stored, by: aside, entry, channel)
    }

    /// Puts the mark to its new place among those that wait for the channel.
    private func replace(
        _ stored: StoredMark,
        by changed: StoredMark,
        _ entry: SKUEntry,
        _ channel: NumberedChannel
    ) throws {
        beginWriting()
        try memory.enqueue(entry)
        var changed = changed
        if changed.retryAt != stored.retryAt || changed.since != stored.since {
            try DirtRows.remove(connection, channel: channel.number, entry.sku, stored)
            if let retryAt = changed.retryAt {
                try DirtRows.addAside(connection, channel: channel.number, entry.sku, changed, until: retryAt)
            } else {
                changed.place = try channel.nextPlace(connection)
                try DirtRows.add(connection, entry.sku, changed)
            }
        }
        try entry.set(changed, of: channel.number)
    }

    /// What stands of the mark; of another generation if it was made again since.
    private func stored(_ mark: DirtMark) throws -> (channel: NumberedChannel, SKUEntry, StoredMark)? {
        guard let channel = try state.channel(mark.channelId),
            let entry = try memory.entry(mark.sku, of: state.number),
            let stored = try entry.mark(of: channel.number)
        else { return nil }
        return (channel, entry, stored)
    }
}
