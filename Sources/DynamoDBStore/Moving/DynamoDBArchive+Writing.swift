import DynamoDB
import Inventory
import NIOConcurrencyHelpers
package import Sync

extension DynamoDBArchive {
    private static let itemsAtOnce = 25
    private static let bytesAtOnce = 700_000
    private static let batchesAtOnce = 8

    /// Rows lie where their positions in the source say, so that one that comes again is written over itself.
    package func add(_ rows: [ArchivedRow], then state: MoveState) async throws {
        try await store.reading {
            var writes: [RowKey: Item] = [:]
            for row in rows { writes.merge(try await self.writes(row, inTheirRosters: true)) { _, later in later } }
            let items = writes.map { key, item in
                (table: reader.prefix + key.table.rawValue, item: item.named(Self.commit).with(key))
            }
            try await put(items)
        }
        try await save(state)
    }

    /// The commit that every row of a move names.
    private static let commit = "moved"

    private func put(_ items: [(table: String, item: Item)]) async throws {
        let batches = Self.batches(items)
        let client = reader.client
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, batch) in batches.enumerated() {
                if index >= Self.batchesAtOnce { try await group.next() }
                group.addTask { try await client.batchPut(batch) }
            }
            try await group.waitForAll()
        }
    }

    /// As many items to a request as may be signed.
    private static func batches(_ items: [(table: String, item: Item)]) -> [[(table: String, item: Item)]] {
        var batches: [[(table: String, item: Item)]] = []
        var bytes = 0
        for element in items {
            let more = element.item.requestBytes
            if let last = batches.last, last.count < itemsAtOnce, bytes + more <= bytesAtOnce {
                batches[batches.count - 1].append(element)
                bytes += more
            } else {
                batches.append([element])
                bytes = more
            }
        }
        return batches
    }

    package func lookUp(_ rows: [ArchivedRow]) async throws -> [ArchivedRow] {
        try await store.reading {
            var wanted: [RowKey: (item: Item, index: Int)] = [:]
            for (index, row) in rows.enumerated() {
                for (key, item) in try await writes(row, inTheirRosters: false) { wanted[key] = (item, index) }
            }
            let found = try await reader.rows(wanted.keys)
            var wrong: Set<Int> = []
            for (key, (item, index)) in wanted {
                guard let row = found[key] ?? nil else {
                    wrong.insert(index)
                    continue
                }
                // Of what is about the same thing, the newest one is pointed to: a later page may hold it.
                let isPointer = key.partition.contains("/latest/")
                if isPointer, let place = row.item.optionalText("place"), let own = item.optionalText("place"),
                    !StepRows.precedes(place, own)
                {
                    continue
                }
                if row.item != item { wrong.insert(index) }
            }
            let now = store.clock.now
            return wrong.sorted().map { rows[$0] }.filter { row in row.expiresAt.map { $0 > now } ?? true }
        }
    }

    /// What the engine itself would write for the row, if there were nothing but the tenant's channels. With
    /// `inTheirRosters` a channel is added to them.
    private func writes(_ row: ArchivedRow, inTheirRosters: Bool) async throws -> [RowKey: Item] {
        let rosterKey = ChannelKeys.roster(row.tenant)
        let roster: Row?
        if let known = rosters.withLockedValue({ $0[row.tenant] }) {
            roster = known
        } else {
            let read = try await reader.rows([rosterKey])[rosterKey] ?? nil
            rosters.withLockedValue { $0[row.tenant] = .some(read) }
            roster = read
        }
        let step = StepTransaction(
            row.tenant,
            now: store.clock.now,
            rows: StepRows(MoveSource(roster: roster, rosterKey: rosterKey)),
            makeID: { position in position == 0 ? row.place : "\(row.place)-\(position)" }
        )
        try step.add(row)
        try step.flush()
        let writes = step.rows.writes.compactMapValues(\.item)
        if inTheirRosters, let changed = writes[rosterKey] {
            rosters.withLockedValue { $0[row.tenant] = Row(item: changed, commit: Self.commit) }
        }
        return writes
    }
}

extension ArchivedRow {
    /// Names what the row needs names for: where it stands in a list, or what tells it from others that are due at once.
    fileprivate var place: String {
        switch content {
        case .stock(let stock): "s/\(stock.sku)"
        case .order(_, let order): "o/\(order.orderId)"
        default: position
        }
    }
}

/// Nothing is there but the tenant's channels.
private struct MoveSource: RowSource {
    let roster: Row?
    let rosterKey: RowKey

    func row(_ key: RowKey) -> Lookup { .known(key == rosterKey ? roster : nil) }
    func range(_ key: RangeKey) -> RangeLookup { .known([]) }
    func forming(_ place: PartitionKey) -> [(commit: CommitID, key: RowKey, item: Item?)] { [] }
}

extension StepTransaction: MovingTransaction {
    func resumeSweep(of channel: ChannelID, after sku: String) throws {
        var item: Item = ["asked": .string("moved")]
        if !sku.isEmpty { item.set("after", sku) }
        try rows.write(ChannelKeys.sweep(tenant, try known(channel).name), item)
    }

    func addMarks(of stock: ArchivedStock) throws {
        let roster = try roster()
        let marks = try stock.marks.map { ($0, try known($0.mark.channelId)) }
        try change(stock.sku) { row in
            row.lastMovement = stock.lastMovement
            row.roster = roster.version
            for (archived, entry) in marks {
                let mark = archived.mark
                var stored = SKURow.Mark(
                    generation: row.revision,
                    since: mark.since,
                    place: mark.retryAt.map { DirtKeys.aside(until: $0, "s/\(stock.sku)") }
                        ?? DirtKeys.fresh(archived.place)
                )
                stored.attempts = Int64(mark.attempts)
                stored.retryAt = mark.retryAt
                stored.reason = mark.reason
                row.slots[entry.name, default: SKURow.Slot()].mark = stored
                rows.writeBlindly(DirtKeys.key(tenant, entry, stored), DirtKeys.item(stock.sku, stored))
            }
        }
    }

    /// Written with the row of its SKU.
    func addToBacklog(_ sku: SKU, of channel: ChannelID) throws {}

    /// Where it stood in the source: the row of its SKU counts its movements so.
    func add(_ movement: Movement, at position: String) throws {
        guard let number = Int64(position) else { throw StoreError.damagedMove }
        let place = Movement.place(tenant, movement.sku)
        rows.writeBlindly(place.row(SortText.number(number)), movement.item)
    }

    /// The import that it belongs to came in a step before.
    func add(_ row: ImportRow, in batchId: String) throws {
        try rows.write(ImportKeys.row(tenant, batchId, row.sku), row.item)
    }
}
