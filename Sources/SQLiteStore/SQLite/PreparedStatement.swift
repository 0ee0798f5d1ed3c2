import GRDBSQLite

/// A compiled statement. It does not own its handle: the connection that compiled it keeps and finalises it.
///
/// Every run binds all parameters in their order, so bindings are never cleared, and leaves the statement reset.
struct PreparedStatement {
    let handle: OpaquePointer
    /// Nil: SQLite copies what is bound.
    var arena: BindingArena?

    /// Runs to the end; rows, if any, are passed over.
    func run(_ bind: (inout Bindings) -> Void = { _ in }) throws {
        let mark = arena?.mark ?? 0
        defer { finish(mark) }
        try start(bind)
        while try step() {}
    }

    /// The first row, or nil when there is none.
    func first<Value>(
        _ bind: (inout Bindings) -> Void,
        _ read: (inout Columns) throws -> Value
    ) throws -> Value? {
        let mark = arena?.mark ?? 0
        defer { finish(mark) }
        try start(bind)
        guard try step() else { return nil }
        var columns = Columns(handle: handle)
        return try read(&columns)
    }

    /// Every row in turn until `read` answers false.
    func forEach(_ bind: (inout Bindings) -> Void, _ read: (inout Columns) throws -> Bool) throws {
        let mark = arena?.mark ?? 0
        defer { finish(mark) }
        try start(bind)
        while try step() {
            var columns = Columns(handle: handle)
            guard try read(&columns) else { return }
        }
    }

    func all<Value>(
        _ bind: (inout Bindings) -> Void,
        _ read: (inout Columns) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEach(bind) { columns in
            values.append(try read(&columns))
            return true
        }
        return values
    }

    private func start(_ bind: (inout Bindings) -> Void) throws {
        var bindings = Bindings(handle: handle, arena: arena)
        bind(&bindings)
        if bindings.failure != SQLITE_OK { throw SQLiteFailure(code: bindings.failure, on: sqlite3_db_handle(handle)) }
    }

    /// Resets the statement and gives the room of its parameters free: every run binds them all anew.
    private func finish(_ mark: Int) {
        sqlite3_reset(handle)
        arena?.release(to: mark)
    }

    /// Whether there is a row.
    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let connection = sqlite3_db_handle(handle)
            let extended = sqlite3_extended_errcode(connection)
            throw SQLiteFailure(code: extended == SQLITE_OK ? code : extended, on: connection)
        }
    }
}

/// Whatever compiles statements and keeps them for the next use.
protocol StatementSource {
    func statement(_ sql: StaticString) throws -> PreparedStatement
}
