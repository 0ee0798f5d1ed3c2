package import Inventory
import NIOConcurrencyHelpers
package import Sync

/// The rows of a database, to be moved. That nobody serves it is what the store's claim on its file says.
package final class SQLiteArchive: StoreArchive {
    package let engine = "sqlite"
    let store: SQLiteStore
    /// The ledger of the SKU that was read last: the numbers of its rows, oldest first.
    let chain = NIOLockedValueBox<(tenant: Int64, sku: SKU, numbers: [Int64])?>(nil)

    /// `store` was opened for moving.
    package init(_ store: SQLiteStore) {
        self.store = store
    }

    package func requireIdle() async throws {}

    package func identity() async throws -> String {
        try await store.enqueue { context in
            let connection = context.memory.connection
            context.memory.stepHasWritten = true
            try connection.statement("INSERT OR IGNORE INTO engine (name, value) VALUES ('identity', ?)")
                .run { $0.add(Int64.random(in: 1...Int64.max)) }
            let number = try connection.statement("SELECT value FROM engine WHERE name = 'identity'")
                .first({ _ in }, { $0.int64() })
            return "sqlite-" + String(number ?? 0, radix: 16)
        }
    }

    /// How far every table is numbered, and how often a server has marked anything or looked after its health.
    package func mark() async throws -> String {
        try await store.read { source in
            let engine = try source.statement(
                "SELECT name || value FROM engine WHERE name IN ('epoch', 'health') ORDER BY name"
            )
            .all({ _ in }, { try $0.text() })
            let numbers = try NumberedTable.allCases.map { table in
                let highest = try source.statement(table.highestNumber)
                return try source.statement("SELECT id FROM tenants ORDER BY id").all({ _ in }, { $0.int64() })
                    .map { tenant in
                        let range = RowNumber.range(of: tenant)
                        let number = try highest.first(
                            { $0.add(range.lowerBound, range.upperBound) },
                            { $0.optionalInt64() }
                        )
                        return (number ?? nil).map(String.init) ?? ""
                    }
                    .joined(separator: " ")
            }
            let channels = try source.statement("SELECT coalesce(max(updated_at), 0) FROM channels")
                .all({ _ in }, { String($0.int64()) })
            return (engine + numbers + channels).joined(separator: ".")
        }
    }

    package func holdsRows() async throws -> Bool {
        try await store.read { source in
            try source.statement("SELECT 1 FROM tenants LIMIT 1").first({ _ in }, { _ in true }) ?? false
        }
    }

    package func moveState() async throws -> MoveState? {
        try await store.read { try MoveRows.find($0) }
    }

    package func save(_ state: MoveState) async throws {
        try await store.enqueue { context in
            context.memory.stepHasWritten = true
            try MoveRows.put(context.memory.connection, state)
        }
    }

    package func tenants() async throws -> [TenantID] {
        try await store.read { source in
            try source.statement("SELECT tenant_id FROM tenants ORDER BY tenant_id")
                .all({ _ in }, { TenantID(stored: try $0.text()) })
        }
    }
}
