import Inventory

/// Takes away what is past its time. Every call answers how many rows went.
enum ExpiryRows {
    static func sweepTransactions(_ connection: Connection, now: Timestamp, limit: Int) throws -> Int {
        try connection.statement(
            """
            DELETE FROM transactions WHERE id IN
                (SELECT id FROM transactions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """
        )
        .run { $0.add(now, limit) }
        return connection.changes
    }

    static func sweepAnswers(_ connection: Connection, now: Timestamp, limit: Int) throws -> Int {
        try connection.statement(
            """
            DELETE FROM answers WHERE id IN
                (SELECT id FROM answers WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """
        )
        .run { $0.add(now, limit) }
        return connection.changes
    }
}
