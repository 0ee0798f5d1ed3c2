import Inventory

/// A SKU in the writer's memory: its stock row as it stands or will stand once it is written. What its channels have there
/// is read from the row's bytes only when it is asked for.
final class SKUEntry {
    private struct Item {
        let channel: Int64
        var item: ChannelItem?
        var isChanged: Bool
    }

    private struct Mark {
        let channel: Int64
        var mark: StoredMark
    }

    let tenant: Int64
    let sku: SKU
    /// Whether the table has a row for it.
    var isStored: Bool
    /// Whether it waits to be written.
    var isQueued = false
    /// Nil while the SKU is only spoken of.
    var level: Level?
    var lastMovement: Int64
    private(set) var itemBytes: [UInt8]
    private(set) var dirtBytes: [UInt8]
    /// Of the channels that were asked for; few, so that a search is quicker than a hash.
    private var items: [Item] = []
    /// Read from the bytes once one is asked for.
    private var marks: [Mark] = []
    private var areMarksRead: Bool
    private var areMarksChanged = false

    /// A SKU that nothing spoke of.
    init(tenant: Int64, sku: SKU) {
        self.tenant = tenant
        self.sku = sku
        isStored = false
        lastMovement = 0
        itemBytes = []
        dirtBytes = []
        areMarksRead = true
    }

    /// Reads the rest of the columns.
    init(tenant: Int64, _ row: StockRow, _ columns: inout Columns) {
        self.tenant = tenant
        sku = row.sku
        level = row.level
        isStored = true
        lastMovement = row.lastMovement
        itemBytes = columns.bytes()
        dirtBytes = columns.bytes()
        areMarksRead = dirtBytes.isEmpty
    }

    // MARK: - Items

    func item(of channel: Int64, _ channelId: ChannelID) throws -> ChannelItem? {
        items[try position(of: channel, channelId)].item
    }

    func set(_ item: ChannelItem, of channel: Int64) throws {
        let position = try position(of: channel, item.channelId)
        items[position].item = item
        items[position].isChanged = true
    }

    private func position(of channel: Int64, _ channelId: ChannelID) throws -> Int {
        if let known = items.firstIndex(where: { $0.channel == channel }) { return known }
        let stored = try itemBytes.withUnsafeBytes { bytes in
            try ChannelBytes.part(of: channel, in: bytes).map {
                try ChannelItem(channelId: channelId, sku: sku, encoded: $0)
            }
        }
        items.append(Item(channel: channel, item: stored, isChanged: false))
        return items.count - 1
    }

    // MARK: - Marks

    func mark(of channel: Int64) throws -> StoredMark? {
        try position(ofMark: channel).map { marks[$0].mark }
    }

    /// Raises the generation of a mark that stands; false when none does.
    func raiseMark(of channel: Int64, to generation: Int64) throws -> Bool {
        guard let position = try position(ofMark: channel) else { return false }
        if marks[position].mark.generation != generation {
            marks[position].mark.generation = generation
            areMarksChanged = true
        }
        return true
    }

    /// Nil takes the mark away.
    func set(_ mark: StoredMark?, of channel: Int64) throws {
        switch (try position(ofMark: channel), mark) {
        case (let position?, let mark?): marks[position].mark = mark
        case (let position?, nil): marks.remove(at: position)
        case (nil, let mark?): marks.append(Mark(channel: channel, mark: mark))
        case (nil, nil): return
        }
        areMarksChanged = true
    }

    private func position(ofMark channel: Int64) throws -> Int? {
        if !areMarksRead { try readMarks() }
        for position in marks.indices where marks[position].channel == channel { return position }
        return nil
    }

    private func readMarks() throws {
        var read: [Mark] = []
        try dirtBytes.withUnsafeBytes { bytes in
            try ChannelBytes.forEach(bytes) { channel, part in
                read.append(Mark(channel: channel, mark: try StoredMark(part)))
                return true
            }
        }
        marks = read
        areMarksRead = true
    }

    // MARK: - Bytes

    /// Brings the bytes of both columns up to date.
    func encode() throws {
        for position in items.indices where items[position].isChanged {
            itemBytes = try ChannelBytes.replacing(
                items[position].channel,
                in: itemBytes,
                by: items[position].item?.encoded()
            )
            items[position].isChanged = false
        }
        if areMarksChanged {
            dirtBytes = ChannelBytes.encoded(marks.map { ($0.channel, $0.mark.encoded()) })
            areMarksChanged = false
        }
    }

    /// Drops what is kept of a channel that is gone.
    func forget(_ channel: Int64) throws {
        try encode()
        items.removeAll { $0.channel == channel }
        itemBytes = try ChannelBytes.replacing(channel, in: itemBytes, by: nil)
        try set(nil as StoredMark?, of: channel)
    }
}
