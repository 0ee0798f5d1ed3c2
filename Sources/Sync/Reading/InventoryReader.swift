package import Inventory
import Metrics

/// Reads rows for people: one SKU through a cache of 60 s, lists from the store. What is broadcast never comes from here.
package final class InventoryReader: CommitObserver {
    private struct Key: Hashable, Sendable {
        let tenant: TenantID
        let sku: SKU
    }

    private let store: any Store
    private let settings: SyncSettings
    private let cache: TTLCache<Key, CachedInventoryRow?>
    private let hits = Counter(label: "syncstate_cache_hits_total")
    private let misses = Counter(label: "syncstate_cache_misses_total")

    private static let capacity = 10_000

    /// Call `store.observe(reader)` once, so that commits reach the cache.
    package init(store: any Store, settings: SyncSettings) {
        self.store = store
        self.settings = settings
        cache = TTLCache(ttl: settings.cacheTTL, capacity: Self.capacity)
    }

    /// Nil for a SKU that nobody has named. `consistent` skips the cache.
    package func row(_ tenant: TenantID, _ sku: SKU, consistent: Bool = false) async throws -> CachedInventoryRow? {
        if consistent { return try await load(tenant, sku) }
        let (row, lookup) = try await cache.value(for: Key(tenant: tenant, sku: sku)) { [self] in
            try await load(tenant, sku)
        }
        switch lookup {
        case .hit: hits.increment()
        case .miss: misses.increment()
        }
        return row
    }

    /// In order of SKU.
    package func page(
        _ tenant: TenantID,
        query: String?,
        lowStock: Bool?,
        _ page: PageRequest
    ) async throws -> Page<InventoryRow> {
        let filter = InventoryFilter(query: query, lowStock: lowStock, defaultThreshold: settings.lowStockThreshold)
        let channels = try await store.channels(tenant)
        return try await store.inventory(tenant, filter, page)
            .map { InventoryRow($0, channels: channels, settings: settings) }
    }

    package func committed(_ notice: CommitNotice) {
        for event in notice.events {
            switch event {
            case .inventory(let level, _, _): cache.invalidate(Key(tenant: notice.tenant, sku: level.sku))
            case .item(let sku): cache.invalidate(Key(tenant: notice.tenant, sku: sku))
            case .broadcast(_, _, let skus): forget(skus, notice.tenant)
            case .buffers(let skus) where !skus.isEmpty: forget(skus, notice.tenant)
            case .buffers, .channel: cache.invalidate { $0.tenant == notice.tenant }
            case .alert: break
            }
        }
    }

    private func forget(_ skus: [SKU], _ tenant: TenantID) {
        for sku in skus { cache.invalidate(Key(tenant: tenant, sku: sku)) }
    }

    private func load(_ tenant: TenantID, _ sku: SKU) async throws -> CachedInventoryRow? {
        guard let detail = try await store.inventoryDetail(tenant, sku) else { return nil }
        let channels = try await store.channels(tenant)
        return CachedInventoryRow(InventoryRow(detail, channels: channels, settings: settings))
    }
}
