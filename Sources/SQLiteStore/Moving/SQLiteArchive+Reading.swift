package import Inventory
package import Sync

extension SQLiteArchive {
    package func rows(
        _ kind: ArchiveKind,
        _ tenant: TenantID,
        after cursor: String?,
        limit: Int
    ) async throws -> Page<ArchivedRow> {
        let now = store.clock.now
        return try await store.read { [chain] source in
            let number = try AccessRows.tenantNumber(source, tenant)
            let reader = ArchiveReader(
                source: source,
                tenant: tenant,
                number: number ?? 0,
                now: now,
                cursor: cursor,
                limit: limit,
                chain: chain
            )
            guard number != nil || kind.isOfAllTenants else { return .empty }
            return try reader.page(kind)
        }
    }
}
