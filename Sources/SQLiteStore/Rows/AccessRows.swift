import Inventory
import Sync

/// Tenants and the keys that act in them.
enum AccessRows {
    static func tenantNumber(_ source: some StatementSource, _ tenant: TenantID) throws -> Int64? {
        try source.statement("SELECT id FROM tenants WHERE tenant_id = ?")
            .first({ $0.add(tenant.value) }, { $0.int64() })
    }

    /// Gives a tenant that something is written for its number; it is listed once it has a name.
    static func addTenant(_ source: some StatementSource, _ tenant: TenantID) throws -> Int64 {
        let last = try source.statement("SELECT max(id) FROM tenants").first({ _ in }, { $0.optionalInt64() }) ?? nil
        let number = last.map { $0 + 1 } ?? 0
        guard number <= RowNumber.lastTenant else { throw StoreError.unavailable("it holds no more tenants") }
        try source.statement("INSERT INTO tenants (id, tenant_id) VALUES (?, ?)")
            .run { $0.add(number, tenant.value) }
        return number
    }

    static func name(_ source: some StatementSource, number: Int64, _ tenant: Tenant) throws {
        try source.statement("UPDATE tenants SET name = ?, created_at = ? WHERE id = ?")
            .run { $0.add(tenant.name, tenant.createdAt, number) }
    }

    static func tenant(_ source: some StatementSource, _ id: TenantID) throws -> Tenant? {
        try source.statement(
            "SELECT id, tenant_id, name, created_at FROM tenants WHERE tenant_id = ? AND name IS NOT NULL"
        )
        .first({ $0.add(id.value) }, { try tenant(&$0).element })
    }

    /// Newest first.
    static func tenants(
        _ source: some StatementSource,
        before number: Int64,
        limit: Int
    ) throws -> [Numbered<Tenant>] {
        try source.statement(
            """
            SELECT id, tenant_id, name, created_at FROM tenants
            WHERE id < ? AND name IS NOT NULL ORDER BY id DESC LIMIT ?
            """
        )
        .all({ $0.add(number, limit) }, { try tenant(&$0) })
    }

    static func put(_ source: some StatementSource, number: Int64, tenant: Int64, _ key: AccessKey) throws {
        let statement = try source.statement(
            """
            INSERT OR REPLACE INTO access_keys (id, tenant_id, key_id, name, role, hash, is_first, created_at,
                expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: key.keyId)
            $0.add(key.name)
            $0.add(key.role.storedCode)
            $0.add(key.hash)
            $0.add(key.isFirst)
            $0.add(key.createdAt)
            $0.add(key.expiresAt)
        }
    }

    static func deleteKey(_ connection: Connection, tenant: Int64, _ keyId: String) throws -> Bool {
        try connection.statement("DELETE FROM access_keys WHERE tenant_id = ? AND key_id = ?")
            .run {
                $0.add(tenant)
                $0.add(packed: keyId)
            }
        return connection.changes == 1
    }

    static func key(_ source: some StatementSource, hash: [UInt8]) throws -> AccessKey? {
        let statement = try source.statement(
            """
            SELECT k.id, k.key_id, t.tenant_id, k.name, k.role, k.hash, k.is_first, k.created_at, k.expires_at
            FROM access_keys k JOIN tenants t ON t.id = k.tenant_id WHERE k.hash = ?
            """
        )
        return try statement.first({ $0.add(hash) }, { try key(&$0).element })
    }

    /// Newest first.
    static func keys(
        _ source: some StatementSource,
        in range: ClosedRange<Int64>,
        limit: Int
    ) throws -> [Numbered<AccessKey>] {
        let statement = try source.statement(
            """
            SELECT k.id, k.key_id, t.tenant_id, k.name, k.role, k.hash, k.is_first, k.created_at, k.expires_at
            FROM access_keys k JOIN tenants t ON t.id = k.tenant_id
            WHERE k.id BETWEEN ? AND ? ORDER BY k.id DESC LIMIT ?
            """
        )
        return try statement.all({ $0.add(range.lowerBound, range.upperBound, limit) }, { try key(&$0) })
    }

    static func tenant(_ columns: inout Columns) throws -> Numbered<Tenant> {
        Numbered(
            number: columns.int64(),
            element: Tenant(
                tenantId: TenantID(stored: try columns.text()),
                name: try columns.text(),
                createdAt: columns.timestamp()
            )
        )
    }

    static func key(_ columns: inout Columns) throws -> Numbered<AccessKey> {
        Numbered(
            number: columns.int64(),
            element: AccessKey(
                keyId: try columns.packed(),
                tenant: TenantID(stored: try columns.text()),
                name: try columns.text(),
                role: try columns.code(),
                hash: columns.bytes(),
                isFirst: columns.bool(),
                createdAt: columns.timestamp(),
                expiresAt: columns.optionalTimestamp()
            )
        )
    }
}
