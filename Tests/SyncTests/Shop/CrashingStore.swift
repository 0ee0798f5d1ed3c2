import Inventory
import NIOConcurrencyHelpers
import Sync

/// A store whose process dies at a chosen commit: nothing is written from then on, or nothing but that one.
///
/// Reads go to the real store unchanged, so only what is written is wrapped.
final class CrashingStore: Store {
    struct Crash: Error {}

    private let store: any Store
    /// Commits left to live; a half means that the last one is written and nobody hears of it.
    private let halvesLeft: NIOLockedValueBox<Int>
    private let recovers: Bool

    /// Dies instead of commit `halves / 2`, or right after it when `halves` is odd. `recovers`: the process lives, and the
    /// store was only away.
    init(_ store: any Store, halves: Int, recovers: Bool = false) {
        self.store = store
        self.recovers = recovers
        halvesLeft = NIOLockedValueBox(halves)
    }

    func write<Result: Sendable>(
        _ tenant: TenantID,
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        let left = halvesLeft.withLockedValue { left in
            defer { left -= 2 }
            return left
        }
        guard left > 0 || recovers && left < 0 else { throw Crash() }
        let result = try await store.write(tenant, body)
        if left == 1 { throw Crash() }
        return result
    }

    func observe(_ observer: any CommitObserver) { store.observe(observer) }

    func inventory(_ tenant: TenantID, _ filter: InventoryFilter, _ page: PageRequest) async throws -> Page<
        InventoryDetail
    > {
        try await store.inventory(tenant, filter, page)
    }

    func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail? {
        try await store.inventoryDetail(tenant, sku)
    }

    func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement> {
        try await store.movements(tenant, sku, page)
    }

    func skuBufferRules(_ tenant: TenantID, channel: ChannelID?, _ page: PageRequest) async throws -> Page<
        (sku: SKU, rule: BufferRule)
    > {
        try await store.skuBufferRules(tenant, channel: channel, page)
    }

    func bufferRules(_ tenant: TenantID, _ scopes: [BufferScope]) async throws -> [BufferScope: BufferRule] {
        try await store.bufferRules(tenant, scopes)
    }

    func alerts(_ tenant: TenantID, _ filter: AlertFilter, _ page: PageRequest) async throws -> Page<Alert> {
        try await store.alerts(tenant, filter, page)
    }

    func alertSummary(_ tenant: TenantID) async throws -> AlertSummary {
        try await store.alertSummary(tenant)
    }

    func returns(_ tenant: TenantID, _ filter: ReturnFilter, _ page: PageRequest) async throws -> Page<Return> {
        try await store.returns(tenant, filter, page)
    }

    func transactions(_ tenant: TenantID, _ filter: TransactionFilter, _ page: PageRequest) async throws -> Page<
        TransactionRecord
    > {
        try await store.transactions(tenant, filter, page)
    }

    func transaction(_ tenant: TenantID, txId: String) async throws -> TransactionRecord? {
        try await store.transaction(tenant, txId: txId)
    }

    func quarantine(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<QuarantinedDelivery> {
        try await store.quarantine(tenant, page)
    }

    func privacyRequests(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<PrivacyRequest> {
        try await store.privacyRequests(tenant, page)
    }

    func channels(_ tenant: TenantID) async throws -> [Channel] {
        try await store.channels(tenant)
    }

    func channel(_ tenant: TenantID, _ id: ChannelID) async throws -> Channel? {
        try await store.channel(tenant, id)
    }

    func allChannels() async throws -> [(tenant: TenantID, channel: Channel)] {
        try await store.allChannels()
    }

    func sweepPosition(_ tenant: TenantID, _ channel: ChannelID) async throws -> String? {
        try await store.sweepPosition(tenant, channel)
    }

    func backlog(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp) async throws -> Backlog {
        try await store.backlog(tenant, channel, now: now)
    }

    func broadcastCandidates(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp, limit: Int) async throws
        -> [BroadcastCandidate]
    {
        try await store.broadcastCandidates(tenant, channel, now: now, limit: limit)
    }

    func attention(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp, limit: Int) async throws -> Attention {
        try await store.attention(tenant, channel, now: now, limit: limit)
    }

    func intendedBatch(_ tenant: TenantID, _ channel: ChannelID) async throws -> IntendedBatch? {
        try await store.intendedBatch(tenant, channel)
    }

    func accessKeys(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AccessKey> {
        try await store.accessKeys(tenant, page)
    }

    func accessKey(hash: [UInt8]) async throws -> AccessKey? {
        try await store.accessKey(hash: hash)
    }

    func tenants(_ page: PageRequest) async throws -> Page<Tenant> {
        try await store.tenants(page)
    }

    func tenant(_ id: TenantID) async throws -> Tenant? {
        try await store.tenant(id)
    }

    func unfinishedImports() async throws -> [(tenant: TenantID, batch: ImportBatch)] {
        try await store.unfinishedImports()
    }

    func sweepExpired(now: Timestamp, limit: Int) async throws -> Bool {
        try await store.sweepExpired(now: now, limit: limit)
    }

    func checkHealth() async throws {
        try await store.checkHealth()
    }

    func ledgerMismatches(_ tenant: TenantID, after sku: SKU?, limit: Int) async throws -> [LedgerMismatch] {
        try await store.ledgerMismatches(tenant, after: sku, limit: limit)
    }
}
