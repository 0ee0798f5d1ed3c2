import Sync

/// How far the move is that made this database: at most one row.
enum MoveRows {
    static func find(_ source: some StatementSource) throws -> MoveState? {
        try source.statement("SELECT state FROM move WHERE id = 0").first({ _ in }, { $0.bytes() })
            .map(MoveState.init(encoded:))
    }

    static func put(_ source: some StatementSource, _ state: MoveState) throws {
        let bytes = try state.encoded()
        try source.statement("INSERT OR REPLACE INTO move (id, state) VALUES (0, ?)").run { $0.add(bytes) }
    }
}
