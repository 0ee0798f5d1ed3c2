import GRDB
import GRDBSQLite
import SyncTesting
import Testing

@testable import SQLiteStore

/// Every statement that the conformance suite brings about is looked at: none may go through a whole table.
@Suite("Query plans")
struct QueryPlanTests {
    /// Statements that are meant to read all of a table, each a short one.
    private static let wholeTables = [
        "FROM channels ORDER BY id",
        "SELECT channel_id, tenant_id, position FROM removed_channels LIMIT 1",
        "FROM import_batches b INDEXED BY import_batches_unfinished",
    ]

    @Test("no statement scans a table, nor sorts more than one page")
    func noScans() async throws {
        var statements: Set<String> = []
        for check in StoreCheck.all {
            statements.formUnion(
                try await withStore { subject, store, _ in
                    try await check.run(on: subject)
                    return try await Self.statements(of: store)
                }
            )
        }
        #expect(statements.count > 100)
        try await withStore { _, store, _ in
            for sql in statements.sorted() where Self.isQuery(sql) {
                let plan = try await Self.plan(of: sql, store)
                let isMeant = Self.wholeTables.contains { sql.contains($0) }
                for line in plan where !isMeant {
                    #expect(!line.hasPrefix("SCAN") || line.contains("CONSTANT ROW"), "\(line): \(sql)")
                    #expect(!line.contains("AUTOMATIC"), "\(line): \(sql)")
                }
            }
        }
    }

    private static func isQuery(_ sql: String) -> Bool {
        ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
            && !sql.contains("sqlite_master") && !sql.contains("grdb_migrations")
    }

    private static func plan(of sql: String, _ store: SQLiteStore) async throws -> [String] {
        try await store.enqueue { context in
            let handle = context.memory.connection.handle
            var compiled: OpaquePointer?
            defer { sqlite3_finalize(compiled) }
            guard sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN \(sql)", -1, &compiled, nil) == SQLITE_OK else {
                throw SQLiteFailure(code: sqlite3_errcode(handle), on: handle)
            }
            var lines: [String] = []
            while sqlite3_step(compiled) == SQLITE_ROW {
                lines.append(sqlite3_column_text(compiled, 3).map { String(cString: $0) } ?? "")
            }
            return lines
        }
    }

    private static func statements(of store: SQLiteStore) async throws -> Set<String> {
        var statements = try await store.enqueue { context in compiled(context.memory.connection.handle) }
        // Both readers, each held until the other was asked.
        for _ in 0..<8 {
            async let one = store.pool.read { db in compiled(db.sqliteConnection) }
            async let other = store.pool.read { db in compiled(db.sqliteConnection) }
            statements.formUnion(try await one)
            statements.formUnion(try await other)
        }
        return statements
    }

    private static func compiled(_ handle: OpaquePointer?) -> Set<String> {
        var statements: Set<String> = []
        var next = sqlite3_next_stmt(handle, nil)
        while let statement = next {
            if let sql = sqlite3_sql(statement) { statements.insert(String(cString: sql)) }
            next = sqlite3_next_stmt(handle, statement)
        }
        return statements
    }
}
