package import Inventory
package import Sync

extension DynamoDBArchive {
    package func rows(
        _ kind: ArchiveKind,
        _ tenant: TenantID,
        after cursor: String?,
        limit: Int
    ) async throws -> Page<ArchivedRow> {
        let reader = ArchiveReader(archive: self, tenant: tenant, cursor: cursor, limit: limit)
        return try await store.reading { try await reader.page(kind) }
    }
}
