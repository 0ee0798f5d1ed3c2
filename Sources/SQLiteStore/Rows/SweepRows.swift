/// Channels of which every tracked SKU is to be looked at, and how far that has come.
enum SweepRows {
    static func request(_ source: some StatementSource, channel: Int64) throws {
        try source.statement("INSERT OR REPLACE INTO sweeps (channel_id, position) VALUES (?, '')")
            .run { $0.add(channel) }
    }

    /// The last SKU that was looked at; nil when no sweep is under way.
    static func position(_ source: some StatementSource, channel: Int64) throws -> String? {
        try source.statement("SELECT position FROM sweeps WHERE channel_id = ?")
            .first({ $0.add(channel) }, { try $0.text() })
    }

    static func advance(_ source: some StatementSource, channel: Int64, to position: String) throws {
        try source.statement("UPDATE sweeps SET position = ? WHERE channel_id = ?")
            .run { $0.add(position, channel) }
    }

    static func finish(_ source: some StatementSource, channel: Int64) throws {
        try source.statement("DELETE FROM sweeps WHERE channel_id = ?").run { $0.add(channel) }
    }
}
