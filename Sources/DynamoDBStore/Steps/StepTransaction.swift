import DynamoDB
import Inventory
import Sync

/// One run of a step over rows that are known.
final class StepTransaction: StoreTransaction {
    let tenant: TenantID
    let now: Timestamp
    let rows: StepRows
    private let makeID: (_ position: Int) -> String
    private var givenIDs = 0
    private(set) var events: [ChangeEvent] = []
    private(set) var dirtied: Set<ChannelID> = []
    private(set) var attention: [ChannelID: Timestamp] = [:]
    private var skus: [SKU: SKURow] = [:]
    private var changedSKUs: Set<SKU> = []
    private var knownRoster: Roster?

    /// `makeID` answers the same for the same position in every run of a step.
    init(_ tenant: TenantID, now: Timestamp, rows: StepRows, makeID: @escaping (_ position: Int) -> String) {
        self.tenant = tenant
        self.now = now
        self.rows = rows
        self.makeID = makeID
    }

    func newID() -> String {
        defer { givenIDs += 1 }
        return makeID(givenIDs)
    }

    func emit(_ event: ChangeEvent) { events.append(event) }

    func noteDirtied(_ channel: ChannelID) { dirtied.insert(channel) }

    func noteAttention(_ channel: ChannelID, at moment: Timestamp) {
        attention[channel] = min(attention[channel] ?? moment, moment)
    }

    /// What observers are told of this step; nil when it wrote nothing.
    var notice: CommitNotice? {
        guard !rows.writes.isEmpty || !events.isEmpty else { return nil }
        return CommitNotice(tenant: tenant, events: events, dirtied: dirtied, attention: attention)
    }

    // MARK: - Channels

    func roster() throws -> Roster {
        if let knownRoster { return knownRoster }
        let roster = try Roster(try rows.read(ChannelKeys.roster(tenant)))
        knownRoster = roster
        return roster
    }

    func write(_ roster: Roster) throws {
        knownRoster = roster
        try rows.write(ChannelKeys.roster(tenant), roster.item)
    }

    func entry(_ channel: ChannelID) throws -> Roster.Entry? { try roster().entry(channel) }

    /// The channel, for a write.
    ///
    /// Throws `DomainError.notFound` when there is no such channel: it may have been deleted since the caller read it.
    func known(_ channel: ChannelID) throws -> Roster.Entry {
        guard let entry = try entry(channel) else { throw DomainError.notFound("There is no channel \(channel)") }
        return entry
    }

    // MARK: - Rows of SKUs

    func skuRow(_ sku: SKU) throws -> SKURow {
        if let known = skus[sku] { return known }
        let row = try SKURow(sku, try rows.read(SKURow.key(tenant, sku)))
        skus[sku] = row
        if row.roster > 0 || !row.slots.isEmpty {
            // The row was written by somebody who knew of a channel that is not remembered here.
            if try max(row.roster, row.youngestChannel) > roster().version {
                rows.refresh(ChannelKeys.roster(tenant))
            }
        }
        return row
    }

    /// Changes the row; it is written when the step is over.
    func change<Result>(_ sku: SKU, _ body: (inout SKURow) throws -> Result) throws -> Result {
        var row = try skuRow(sku)
        if !changedSKUs.contains(sku) { row.revision += 1 }
        let result = try body(&row)
        skus[sku] = row
        changedSKUs.insert(sku)
        return result
    }

    /// Whether somebody had said how many there are before this step.
    func wasTracked(_ sku: SKU) throws -> Bool {
        try SKURow(sku, try rows.before(SKURow.key(tenant, sku))).level?.tracked == true
    }

    /// Hands the changed rows on to what the step writes.
    func flush() throws {
        for sku in changedSKUs {
            guard var row = skus[sku] else { continue }
            for name in row.slots.keys where try isDead(name) || row.slots[name]?.isEmpty == true {
                row.slots[name] = nil
            }
            try rows.write(SKURow.key(tenant, sku), row.item)
        }
    }

    /// Whether the roster once had the channel and has it no more.
    private func isDead(_ name: String) throws -> Bool {
        let roster = try roster()
        guard roster.entry(named: name) == nil else { return false }
        return name.split(separator: "#").last.flatMap { Int64($0) } ?? 0 <= roster.version
    }
}
