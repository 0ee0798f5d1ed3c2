import GRDBSQLite

/// A connection of one thread, with its compiled statements. Everything that a step of the writer does goes through here.
final class Connection: StatementSource {
    let handle: OpaquePointer
    private var statements: [UInt: PreparedStatement] = [:]
    private let arena = BindingArena()
    /// How long the write-ahead log was after the last commit.
    private(set) var logPages = 0

    /// Opens an existing database without SQLite's own mutexes: the connection never leaves its thread. `fileSystem` names
    /// a `sqlite3_vfs` that stands for the usual one.
    init(path: String, fileSystem: String? = nil) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        let code = sqlite3_open_v2(path, &opened, flags, fileSystem)
        guard code == SQLITE_OK, let opened else {
            let failure = SQLiteFailure(code: code, on: opened)
            sqlite3_close_v2(opened)
            arena.deallocate()
            throw failure
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
    }

    /// Counts the log's pages instead of copying them after some commits, which SQLite does by itself otherwise.
    func takeOverCheckpoints() {
        // The connection is closed before this object goes away, so the address is good in every call.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                if let context { Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages) }
                return SQLITE_OK
            },
            context
        )
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement.handle) }
        sqlite3_close_v2(handle)
        arena.deallocate()
    }

    /// Compiled once for each literal: its address is the key.
    func statement(_ sql: StaticString) throws -> PreparedStatement {
        let key = UInt(bitPattern: sql.utf8Start)
        if let known = statements[key] { return known }
        var compiled: OpaquePointer?
        let code = sql.utf8Start.withMemoryRebound(to: CChar.self, capacity: sql.utf8CodeUnitCount) { text in
            sqlite3_prepare_v3(
                handle,
                text,
                Int32(sql.utf8CodeUnitCount),
                UInt32(SQLITE_PREPARE_PERSISTENT),
                &compiled,
                nil
            )
        }
        guard code == SQLITE_OK, let compiled else { throw SQLiteFailure(code: code, on: handle) }
        let statement = PreparedStatement(handle: compiled, arena: arena)
        statements[key] = statement
        return statement
    }

    /// Runs statements that are not worth keeping.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw SQLiteFailure(code: sqlite3_extended_errcode(handle), on: handle) }
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    var lastInsertedNumber: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    var changes: Int { Int(sqlite3_changes(handle)) }
}
