package import Inventory

/// The rows of one tenant, within one atomic step. Reads see what the step has written. Whatever throws undoes the whole
/// step. The body of a step may run more than once (an engine that finds a conflict derives it anew), so it does nothing
/// but read and write here.
///
/// Not for use outside the closure that it was handed to, nor from another thread.
package protocol StoreTransaction: AnyObject {
    var tenant: TenantID { get }
    /// One moment for the whole step.
    var now: Timestamp { get }
    /// A UUIDv7, later than every one before it.
    func newID() -> String

    // Deduplication. An expired row is absent.
    func transaction(_ key: TransactionKey) throws -> TransactionRecord?
    func put(_ record: TransactionRecord) throws
    func idempotentAnswer(_ scope: IdempotentAnswer.Scope) throws -> IdempotentAnswer?
    func put(_ answer: IdempotentAnswer) throws

    // Stock
    func level(_ sku: SKU) throws -> Level?
    func put(_ level: Level) throws
    func append(_ movement: Movement) throws
    func bufferRule(_ scope: BufferScope) throws -> BufferRule?
    /// Nil takes the rule away.
    func put(_ rule: BufferRule?, at scope: BufferScope) throws

    // Orders and returns
    func order(_ orderId: Int64, of channel: ChannelID) throws -> OrderState?
    func put(_ order: OrderState, of channel: ChannelID) throws
    func orderReturn(_ returnId: String) throws -> Return?
    func put(_ orderReturn: Return) throws

    // Alerts
    /// The newest row for the key, open or resolved.
    func latestAlert(_ key: AlertKey) throws -> Alert?
    func alert(_ alertId: String) throws -> Alert?
    func put(_ alert: Alert) throws
    /// Marks what is unread and matches; answers how many rows changed.
    func markAlertsRead(_ filter: AlertFilter) throws -> Int

    // Channels. The list is in order of creation. A write for a channel that is not there (it may have been deleted since)
    // throws `DomainError.notFound`; clearing or setting aside a mark of it does nothing.
    func channels() throws -> [Channel]
    func channel(_ id: ChannelID) throws -> Channel?
    func put(_ channel: Channel) throws
    /// Takes its items, orders, dirt and catalogue with it; ledger, returns and alerts stay.
    func deleteChannel(_ id: ChannelID) throws
    func channelItem(_ sku: SKU, of channel: ChannelID) throws -> ChannelItem?
    func put(_ item: ChannelItem) throws
    /// Items of the channel that hold units in suspense, at most `limit`.
    func itemsInSuspense(of channel: ChannelID, limit: Int) throws -> [ChannelItem]
    /// The channel's write of unknown fate; nil when its fate is known.
    func put(_ batch: IntendedBatch?, of channel: ChannelID) throws
    func catalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws -> CatalogItem?
    func catalogItems(_ sku: SKU, of channel: ChannelID) throws -> [CatalogItem]
    func put(_ item: CatalogItem) throws
    func deleteCatalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws

    // Dirt
    /// For every channel of the tenant. A mark that stands keeps its moment, its attempts and the time of its retry; only
    /// its generation rises.
    func markDirty(_ sku: SKU) throws
    func markDirty(_ sku: SKU, for channel: ChannelID) throws
    /// Every tracked SKU is to be looked at for this channel: recorded at once, worked off by `expandSweep`. Versions of
    /// the levels rise as their turn comes.
    func requestSweep(of channel: ChannelID) throws
    /// Marks the next tracked SKUs of a requested sweep dirty; false when none is left.
    func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool
    /// Clears the mark. Should the item have been marked again since it was read, at `readAt` of our clock, it stays dirty,
    /// but not for longer than since then.
    func clear(_ mark: DirtMark, readAt: Timestamp) throws
    /// Stores attempts, retry time and reason of a mark unless the item was marked again since.
    func setAside(_ mark: DirtMark) throws

    // Quarantine and privacy
    func quarantined(_ quarantineId: String) throws -> QuarantinedDelivery?
    func put(_ delivery: QuarantinedDelivery) throws
    /// Deliveries of the channel whose body contains any of the texts, byte for byte; all of them when `texts` is empty.
    func quarantined(of channel: ChannelID, containingAnyOf texts: [String]) throws -> [String]
    func deleteQuarantined(_ quarantineId: String) throws
    /// Takes the notes off returns of these orders; all of the channel's when `orderIds` is nil. Answers how many.
    func eraseReturnNotes(of channel: ChannelID, orderIds: [Int64]?) throws -> Int
    func deleteOrders(of channel: ChannelID) throws -> Int
    func put(_ request: PrivacyRequest) throws

    // Imports
    func importBatch(_ batchId: String) throws -> ImportBatch?
    func put(_ batch: ImportBatch) throws
    /// Stages or updates a row; answers the line that the SKU was staged from before, if it was.
    func stage(_ row: ImportRow, in batchId: String) throws -> Int?
    func importRow(_ sku: SKU, in batchId: String) throws -> ImportRow?
    /// Rows after `sku` in order of SKU.
    func importRows(of batchId: String, after sku: SKU?, limit: Int) throws -> [ImportRow]
    /// Deletes at most so many rows, and the import itself with the last of them; false when nothing is left.
    func deleteImport(_ batchId: String, rowLimit: Int) throws -> Bool

    // Keys and tenants
    func put(_ key: AccessKey) throws
    /// False when there is none of this tenant.
    func deleteAccessKey(_ keyId: String) throws -> Bool
    func put(_ tenant: Tenant) throws

    /// Handed to the observers once the step is committed, and never if it is not.
    func emit(_ event: ChangeEvent)
}
