import Inventory
import Sync

extension WriteTransaction {
    func markDirty(_ sku: SKU) throws {
        let channels = try state.channels()
        guard !channels.isEmpty else { return }
        beginWriting()
        let entry = try memory.madeEntry(sku, of: state)
        try memory.enqueue(entry)
        for channel in channels {
            entry.mark(channel.number, since: now)
            noteDirtied(channel.channel.channelId)
        }
    }

    func markDirty(_ sku: SKU, for channel: ChannelID) throws {
        beginWriting()
        let number = try number(of: channel)
        let entry = try memory.madeEntry(sku, of: state)
        try memory.enqueue(entry)
        entry.mark(number, since: now)
        noteDirtied(channel)
    }

    func requestSweep(of channel: ChannelID) throws {
        beginWriting()
        try SweepRows.request(connection, channel: try number(of: channel))
        noteDirtied(channel)
    }

    func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool {
        guard let number = try state.channel(channel)?.number,
            let position = try SweepRows.position(connection, channel: number)
        else { return false }
        beginWriting()
        try memory.flush()
        let range = RowNumber.range(ofTenant: state.number)
        let rows = try LevelRows.page(
            connection,
            in: max(range.lowerBound, position + 1)...range.upperBound,
            limit: limit
        )
        for row in rows {
            guard let entry = try memory.entry(row.sku, of: state), entry.level?.tracked == true else { continue }
            try memory.enqueue(entry)
            entry.level?.version += 1
            entry.isLevelChanged = true
            entry.mark(number, since: now)
            noteDirtied(channel)
        }
        guard rows.count == limit, let last = rows.last else {
            try SweepRows.finish(connection, channel: number)
            return false
        }
        try SweepRows.advance(connection, channel: number, to: last.number)
        return true
    }

    func clear(_ mark: DirtMark) throws {
        guard let number = try state.channel(mark.channelId)?.number,
            let entry = try memory.entry(mark.sku, of: state), !isMarkedAnew(entry, number)
        else { return }
        beginWriting()
        let isGone = try DirtRows.clear(
            connection,
            level: entry.number,
            channel: number,
            generation: mark.generation
        )
        if isGone { memory.changeDirtCount(of: number, by: -1) }
    }

    func setAside(_ mark: DirtMark) throws {
        guard let number = try state.channel(mark.channelId)?.number,
            let entry = try memory.entry(mark.sku, of: state), !isMarkedAnew(entry, number)
        else { return }
        beginWriting()
        try DirtRows.setAside(connection, level: entry.number, channel: number, mark)
    }

    /// Whether a step of this commit has marked the item, and so after any mark that anybody may have read.
    private func isMarkedAnew(_ entry: SKUEntry, _ channel: Int64) -> Bool {
        entry.marks.contains { $0.channel == channel }
    }
}
