import GRDB

/// A reader's view of one commit. GRDB keeps the compiled statements with the connection.
struct ReadConnection: StatementSource {
    private let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func statement(_ sql: StaticString) throws -> PreparedStatement {
        try statement(sql.description)
    }

    /// For lists, whose statements share their columns. `sql` is one of few texts: it is kept compiled.
    func statement(_ sql: String) throws -> PreparedStatement {
        PreparedStatement(handle: try db.cachedStatement(sql: sql).sqliteStatement)
    }
}
