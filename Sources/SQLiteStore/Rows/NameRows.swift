/// Texts that repeat in every row (sources, actions, actors, names of channels), kept once. They are never taken away.
enum NameRows {
    static func find(_ source: some StatementSource, _ text: String) throws -> Int64? {
        try source.statement("SELECT id FROM names WHERE text = ?").first({ $0.add(text) }, { $0.int64() })
    }

    static func add(_ connection: Connection, _ text: String) throws -> Int64 {
        try connection.statement("INSERT INTO names (text) VALUES (?)").run { $0.add(text) }
        return connection.lastInsertedNumber
    }
}
