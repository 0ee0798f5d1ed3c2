import FoundationEssentials
import Sync

/// How far the move is that made this database: at most one row.
enum MoveRows {
    static func find(_ source: some StatementSource) throws -> MoveState? {
        let stored = try source.statement("SELECT state FROM move WHERE id = 0").first({ _ in }, { $0.bytes() })
        do {
            return try stored.map { try JSONDecoder().decode(MoveState.self, from: Data($0)) }
        } catch {
            throw StoreError.damaged("the state of a move cannot be read")
        }
    }

    static func put(_ source: some StatementSource, _ state: MoveState) throws {
        let bytes = Array(try JSONEncoder().encode(state))
        try source.statement("INSERT OR REPLACE INTO move (id, state) VALUES (0, ?)").run { $0.add(bytes) }
    }
}
