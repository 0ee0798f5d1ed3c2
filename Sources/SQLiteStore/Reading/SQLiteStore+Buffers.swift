package import Inventory
package import Sync

extension SQLiteStore {
    package func skuBufferRules(
        _ tenant: TenantID,
        channel: ChannelID?,
        _ page: PageRequest
    ) async throws -> Page<(sku: SKU, rule: BufferRule)> {
        let cursor = ListCursor(list: "buffers/\(channel?.value ?? "")", tenant: tenant)
        let start = try cursor.position(page.cursor) ?? ""
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let owner = try Self.owner(source, tenant: number, channel)
            else { return .empty }
            var builder = PageBuilder<(sku: SKU, rule: BufferRule), String>(page)
            let rows = try BufferRuleRows.page(
                source,
                tenant: number,
                channel: owner,
                after: start,
                limit: page.limit + 1
            )
            for row in rows where !builder.add(row, at: row.sku.value) { break }
            return builder.page(cursor.encode)
        }
    }

    package func bufferRules(
        _ tenant: TenantID,
        _ scopes: [BufferScope]
    ) async throws -> [BufferScope: BufferRule] {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return [:] }
            var rules: [BufferScope: BufferRule] = [:]
            for scope in scopes {
                guard let owner = try Self.owner(source, tenant: number, scope.channel) else { continue }
                rules[scope] = try BufferRuleRows.find(
                    source,
                    tenant: number,
                    channel: owner,
                    sku: scope.sku?.value ?? ""
                )
            }
            return rules
        }
    }

    /// 0 for no channel; nil for one that does not exist.
    private static func owner(_ source: ReadConnection, tenant: Int64, _ channel: ChannelID?) throws -> Int64? {
        guard let channel else { return 0 }
        return try ChannelRows.find(source, tenant: tenant, channel)?.number
    }
}
