import Inventory
import Sync

// Reads go to the engine as they are: they change nothing, and each sees one commit.
extension SimulatedStore {
    func inventory(_ tenant: TenantID, _ filter: InventoryFilter, _ page: PageRequest) async throws -> Page<
        InventoryDetail
    > { try await base.inventory(tenant, filter, page) }
    func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail? {
        try await base.inventoryDetail(tenant, sku)
    }
    func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement> {
        try await base.movements(tenant, sku, page)
    }
    func skuBufferRules(_ tenant: TenantID, channel: ChannelID?, _ page: PageRequest) async throws -> Page<
        (sku: SKU, rule: BufferRule)
    > { try await base.skuBufferRules(tenant, channel: channel, page) }
    func bufferRules(_ tenant: TenantID, _ scopes: [BufferScope]) async throws -> [BufferScope: BufferRule] {
        try await base.bufferRules(tenant, scopes)
    }
    func alerts(_ tenant: TenantID, _ filter: AlertFilter, _ page: PageRequest) async throws -> Page<Alert> {
        try await base.alerts(tenant, filter, page)
    }
    func alertSummary(_ tenant: TenantID) async throws -> AlertSummary { try await base.alertSummary(tenant) }
    func returns(_ tenant: TenantID, _ filter: ReturnFilter, _ page: PageRequest) async throws -> Page<Return> {
        try await base.returns(tenant, filter, page)
    }
    func transactions(_ tenant: TenantID, _ filter: TransactionFilter, _ page: PageRequest) async throws -> Page<
        TransactionRecord
    > { try await base.transactions(tenant, filter, page) }
    func transaction(_ tenant: TenantID, txId: String) async throws -> TransactionRecord? {
        try await base.transaction(tenant, txId: txId)
    }
    func quarantine(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<QuarantinedDelivery> {
        try await base.quarantine(tenant, page)
    }
    func privacyRequests(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<PrivacyRequest> {
        try await base.privacyRequests(tenant, page)
    }
    func channels(_ tenant: TenantID) async throws -> [Channel] { try await base.channels(tenant) }
    func channel(_ tenant: TenantID, _ id: ChannelID) async throws -> Channel? { try await base.channel(tenant, id) }
    func allChannels() async throws -> [(tenant: TenantID, channel: Channel)] { try await base.allChannels() }
    func sweepPosition(_ tenant: TenantID, _ channel: ChannelID) async throws -> String? {
        try await base.sweepPosition(tenant, channel)
    }

    func backlog(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp) async throws -> Backlog {
        try await base.backlog(tenant, channel, now: now)
    }
    func attention(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp, limit: Int) async throws -> Attention {
        try await base.attention(tenant, channel, now: now, limit: limit)
    }
    func intendedBatch(_ tenant: TenantID, _ channel: ChannelID) async throws -> IntendedBatch? {
        try await base.intendedBatch(tenant, channel)
    }
    func accessKeys(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AccessKey> {
        try await base.accessKeys(tenant, page)
    }
    func accessKey(hash: [UInt8]) async throws -> AccessKey? { try await base.accessKey(hash: hash) }
    func tenants(_ page: PageRequest) async throws -> Page<Tenant> { try await base.tenants(page) }
    func tenant(_ id: TenantID) async throws -> Tenant? { try await base.tenant(id) }
    func unfinishedImports() async throws -> [(tenant: TenantID, batch: ImportBatch)] {
        try await base.unfinishedImports()
    }
    func sweepExpired(now: Timestamp, limit: Int) async throws -> Bool {
        try await base.sweepExpired(now: now, limit: limit)
    }
    func checkHealth() async throws { try await base.checkHealth() }
    func ledgerMismatches(_ tenant: TenantID, after sku: SKU?, limit: Int) async throws -> [LedgerMismatch] {
        try await base.ledgerMismatches(tenant, after: sku, limit: limit)
    }
}
