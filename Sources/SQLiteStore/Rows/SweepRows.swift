/// Channels of which every tracked SKU is to be looked at, and how far that has come.
enum SweepRows {
    static func request(_ source: some StatementSource, channel: Int64) throws {
        try source.statement("INSERT OR REPLACE INTO sweeps (channel_id, position) VALUES (?, 0)")
            .run { $0.add(channel) }
    }

    /// The number of the last level that was looked at; nil when no sweep is under way.
    static func position(_ source: some StatementSource, channel: Int64) throws -> Int64? {
        try source.statement("SELECT position FROM sweeps WHERE channel_id = ?")
            .first({ $0.add(channel) }, { $0.int64() })
    }

    static func advance(_ source: some StatementSource, channel: Int64, to position: Int64) throws {
        try source.statement("UPDATE sweeps SET position = ? WHERE channel_id = ?")
            .run { $0.add(position, channel) }
    }

    static func finish(_ source: some StatementSource, channel: Int64) throws {
        try source.statement("DELETE FROM sweeps WHERE channel_id = ?").run { $0.add(channel) }
    }
}
