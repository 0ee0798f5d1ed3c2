import Inventory

/// Readings being taken in, within one commit.
final class ReadingStep {
    private let tx: any StoreTransaction
    private let settings: SyncSettings
    private let channel: Channel
    private let actor: String
    private let decides: Bool
    private let txId: String
    private let ledger: StockLedger
    private let items: ChannelItemDesk
    private let catalogue: CatalogueDesk
    /// Whether anything moved: only then the transaction is worth a row.
    private var hasMoved = false

    init(_ tx: any StoreTransaction, _ settings: SyncSettings, _ channel: Channel, actor: String, decides: Bool = false)
    {
        self.tx = tx
        self.settings = settings
        self.channel = channel
        self.actor = actor
        self.decides = decides
        txId = tx.newID()
        ledger = StockLedger(tx, settings: settings, txId: txId, actor: actor)
        items = ChannelItemDesk(tx, ledger, channel.channelId, settings)
        catalogue = CatalogueDesk(tx, ledger, settings)
    }

    /// Takes in the answer to a question.
    func take(_ entry: LevelReading.Entry, of question: Question, readAt: Timestamp, pause: Duration) throws {
        guard try carriesStill(entry, question.sku),
            let before = try tx.channelItem(question.sku, of: channel.channelId),
            before.inventoryItemId == entry.inventoryItemId
        else { return }
        guard let reading = entry.live(readAt: readAt) else { return try letGo(before) }
        var item = before
        let hadSettled = before.hasSettled(settings.settleTime, at: tx.now)
        let verdict = item.take(reading, asked: question.revision, now: tx.now)
        let isLastWord = before.revision == question.revision
        if decides, verdict == .echo, isLastWord, hadSettled, let authority = channel.authority,
            let settlement = item.settle(authority, by: reading, now: tx.now)
        {
            try apply(settlement, item, since: before, shown: reading.available)
        } else {
            try keep(item, since: before, shown: reading.available, pause: pause)
        }
    }

    /// Whether the item carries the SKU that it was asked for under. An answer that names another one, or tells of an item
    /// that is gone, knows better than a webhook that came late.
    private func carriesStill(_ entry: LevelReading.Entry, _ sku: SKU) throws -> Bool {
        guard entry.sku != sku, entry.sku != nil || entry.available == nil else { return true }
        // Where something else is known since it was asked, the answer may be the older one.
        if try tx.catalogItem(entry.inventoryItemId, of: channel.channelId)?.sku == sku {
            try catalogue.map(entry.inventoryItemId, to: entry.sku, on: channel)
            hasMoved = true
        }
        return false
    }

    /// Takes in a level that was not asked for by itself, as a page of the catalogue carries it.
    func take(_ reading: LiveLevel, of before: ChannelItem) throws -> ChannelItem.Verdict {
        var item = before
        let verdict = item.take(reading, asked: nil, now: tx.now)
        try keep(item, since: before, shown: reading.available, pause: .zero)
        // It must be asked for, and the broadcaster asks.
        if item.expected == nil { try tx.markDirty(item.sku, for: channel.channelId) }
        return verdict
    }

    /// Records the transaction under which units moved.
    func record(_ action: String) throws {
        guard hasMoved else { return }
        try tx.put(
            TransactionRecord(
                key: TransactionKey(source: channel.channelId.value, txId: txId),
                action: action,
                status: .applied,
                channelId: channel.channelId,
                eventId: nil,
                reference: channel.channelId.value,
                actor: actor,
                timestamp: tx.now,
                expiresAt: tx.now.adding(settings.transactionTTL)
            )
        )
    }

    /// The channel does not stock or count it here (any more).
    func letGo(_ before: ChannelItem) throws {
        var item = before
        item.forgetKnowledge()
        item.inventoryItemId = nil
        item.lastError = "the item is not stocked at the channel's location, or not counted there"
        let units = try items.put(item, since: before)
        try move(item.sku, units, LedgerNote.forgotten(units, on: channel.channelId, .notStocked))
        try tx.markDirty(item.sku, for: channel.channelId)
    }

    private func keep(_ item: ChannelItem, since before: ChannelItem, shown: Int64, pause: Duration) throws {
        var item = item
        item.lastError = nil
        let units = try items.put(item, since: before, pause: pause)
        try move(item.sku, units, LedgerNote.shown(shown, by: channel.channelId, suspense: units))
        if item.isSeenOtherwise(than: before) { try tx.markDirty(item.sku, for: channel.channelId) }
    }

    private func move(_ sku: SKU, _ units: Int64, _ note: String) throws {
        try items.moveSuspense(sku, by: units, note: note)
        if units != 0 { hasMoved = true }
    }

    private func apply(
        _ settlement: ChannelItem.Settlement,
        _ item: ChannelItem,
        since before: ChannelItem,
        shown: Int64
    ) throws {
        let (sku, place) = (item.sku, channel.channelId)
        let suspense = try items.put(item, since: before)
        switch settlement {
        case .cancelledOut:
            try move(sku, suspense, LedgerNote.cancelledOut(on: place))
        case .overruled(let units):
            try move(sku, suspense, LedgerNote.overruled(shown: shown, by: place))
            try AlertDesk(tx).raise(
                AlertKey(type: .driftCorrected, sku: sku, channelId: place),
                "\(place) showed \(shown) of \(sku), \(abs(units)) \(units > 0 ? "more" : "fewer") than orders explain; "
                    + "our count is written back"
            )
        case .contested(let units):
            // What is missing stays; a failed write that the reading has ended held back more.
            try move(sku, suspense, LedgerNote.shown(shown, by: place, suspense: suspense))
            try AlertDesk(tx).raise(
                AlertKey(type: .contested, sku: sku, channelId: place),
                "\(place) shows \(shown) of \(sku), \(abs(units)) \(units > 0 ? "more" : "fewer") than orders explain, and "
                    + "that for the fourth time within an hour: decide whose count is right"
            )
        case .adopted(let units):
            try adopt(units, suspense, sku, shown)
        }
        try tx.markDirty(sku, for: place)
    }

    private func adopt(_ units: Int64, _ suspense: Int64, _ sku: SKU, _ shown: Int64) throws {
        guard let level = try tx.level(sku), level.tracked else {
            // Nobody has said how many there are: there is nothing to adopt it into.
            return try move(sku, suspense, LedgerNote.cancelledOut(on: channel.channelId))
        }
        try ledger.move(
            level,
            by: StockDelta(physical: units, suspense: suspense),
            .adopted,
            reference: channel.channelId.value,
            note: LedgerNote.adopted(units, shown: shown, by: channel.channelId)
        )
        hasMoved = true
        try AlertDesk(tx).raise(
            AlertKey(type: .driftAdopted, sku: sku, channelId: channel.channelId),
            "\(channel.channelId) showed \(shown) of \(sku), \(abs(units)) \(units > 0 ? "more" : "fewer") than orders "
                + "explain: taken over as the merchant's own change"
        )
    }
}

extension LevelReading.Entry {
    /// Nil when the channel does not count the item, or does not stock it at the location. A level without a time of its
    /// own is as old as the answer.
    func live(readAt: Timestamp) -> LiveLevel? {
        available.map { LiveLevel(available: $0, updatedAt: updatedAt ?? readAt, readAt: readAt) }
    }
}

extension ChannelItem {
    /// Whether what is to be told may have changed with what is known of the channel.
    fileprivate func isSeenOtherwise(than other: ChannelItem) -> Bool {
        expected != other.expected || surplus != other.surplus || suspense != other.suspense
            || isWritable != other.isWritable
    }
}
