import Inventory
import Sync

/// Hands everything on to the engine's own transaction: the base of what looks at some of it, or bends it.
class ForwardingTransaction: StoreTransaction {
    let base: any StoreTransaction

    init(_ base: any StoreTransaction) {
        self.base = base
    }

    var tenant: TenantID { base.tenant }
    var now: Timestamp { base.now }
    func newID() -> String { base.newID() }
    func transaction(_ key: TransactionKey) throws -> TransactionRecord? { try base.transaction(key) }
    func put(_ record: TransactionRecord) throws { try base.put(record) }
    func idempotentAnswer(_ scope: IdempotentAnswer.Scope) throws -> IdempotentAnswer? {
        try base.idempotentAnswer(scope)
    }
    func put(_ answer: IdempotentAnswer) throws { try base.put(answer) }
    func level(_ sku: SKU) throws -> Level? { try base.level(sku) }
    func put(_ level: Level) throws { try base.put(level) }
    func append(_ movement: Movement) throws { try base.append(movement) }
    func bufferRule(_ scope: BufferScope) throws -> BufferRule? { try base.bufferRule(scope) }
    func put(_ rule: BufferRule?, at scope: BufferScope) throws { try base.put(rule, at: scope) }
    func order(_ orderId: Int64, of channel: ChannelID) throws -> OrderState? { try base.order(orderId, of: channel) }
    func put(_ order: OrderState, of channel: ChannelID) throws { try base.put(order, of: channel) }
    func orderReturn(_ returnId: String) throws -> Return? { try base.orderReturn(returnId) }
    func put(_ orderReturn: Return) throws { try base.put(orderReturn) }
    func latestAlert(_ key: AlertKey) throws -> Alert? { try base.latestAlert(key) }
    func alert(_ alertId: String) throws -> Alert? { try base.alert(alertId) }
    func put(_ alert: Alert) throws { try base.put(alert) }
    func markAlertsRead(_ filter: AlertFilter) throws -> Int { try base.markAlertsRead(filter) }
    func channels() throws -> [Channel] { try base.channels() }
    func channel(_ id: ChannelID) throws -> Channel? { try base.channel(id) }
    func put(_ channel: Channel) throws { try base.put(channel) }
    func deleteChannel(_ id: ChannelID) throws { try base.deleteChannel(id) }
    func channelItem(_ sku: SKU, of channel: ChannelID) throws -> ChannelItem? {
        try base.channelItem(sku, of: channel)
    }
    func put(_ item: ChannelItem) throws { try base.put(item) }
    func itemsInSuspense(of channel: ChannelID, limit: Int) throws -> [ChannelItem] {
        try base.itemsInSuspense(of: channel, limit: limit)
    }
    func put(_ batch: IntendedBatch?, of channel: ChannelID) throws { try base.put(batch, of: channel) }
    func catalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws -> CatalogItem? {
        try base.catalogItem(inventoryItemId, of: channel)
    }
    func catalogItems(_ sku: SKU, of channel: ChannelID) throws -> [CatalogItem] {
        try base.catalogItems(sku, of: channel)
    }
    func put(_ item: CatalogItem) throws { try base.put(item) }
    func deleteCatalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws {
        try base.deleteCatalogItem(inventoryItemId, of: channel)
    }
    func markDirty(_ sku: SKU) throws { try base.markDirty(sku) }
    func markDirty(_ sku: SKU, for channel: ChannelID) throws { try base.markDirty(sku, for: channel) }
    func requestSweep(of channel: ChannelID) throws { try base.requestSweep(of: channel) }
    func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool {
        try base.expandSweep(of: channel, limit: limit)
    }
    func clear(_ mark: DirtMark, readAt: Timestamp) throws { try base.clear(mark, readAt: readAt) }
    func setAside(_ mark: DirtMark) throws { try base.setAside(mark) }
    func quarantined(_ quarantineId: String) throws -> QuarantinedDelivery? { try base.quarantined(quarantineId) }
    func put(_ delivery: QuarantinedDelivery) throws { try base.put(delivery) }
    func quarantined(of channel: ChannelID, containingAnyOf texts: [String]) throws -> [String] {
        try base.quarantined(of: channel, containingAnyOf: texts)
    }
    func deleteQuarantined(_ quarantineId: String) throws { try base.deleteQuarantined(quarantineId) }
    func eraseReturnNotes(of channel: ChannelID, orderIds: [Int64]?) throws -> Int {
        try base.eraseReturnNotes(of: channel, orderIds: orderIds)
    }
    func deleteOrders(of channel: ChannelID) throws -> Int { try base.deleteOrders(of: channel) }
    func put(_ request: PrivacyRequest) throws { try base.put(request) }
    func importBatch(_ batchId: String) throws -> ImportBatch? { try base.importBatch(batchId) }
    func put(_ batch: ImportBatch) throws { try base.put(batch) }
    func stage(_ row: ImportRow, in batchId: String) throws -> Int? { try base.stage(row, in: batchId) }
    func importRow(_ sku: SKU, in batchId: String) throws -> ImportRow? { try base.importRow(sku, in: batchId) }
    func importRows(of batchId: String, after sku: SKU?, limit: Int) throws -> [ImportRow] {
        try base.importRows(of: batchId, after: sku, limit: limit)
    }
    func deleteImport(_ batchId: String, rowLimit: Int) throws -> Bool {
        try base.deleteImport(batchId, rowLimit: rowLimit)
    }
    func put(_ key: AccessKey) throws { try base.put(key) }
    func deleteAccessKey(_ keyId: String) throws -> Bool { try base.deleteAccessKey(keyId) }
    func put(_ tenant: Tenant) throws { try base.put(tenant) }
    func emit(_ event: ChangeEvent) { base.emit(event) }
}
