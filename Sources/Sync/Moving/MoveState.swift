import FoundationEssentials

/// How far a move is, kept in its target.
package struct MoveState: Codable, Sendable, Equatable {
    /// The identity of the store that the rows are from, and its engine.
    package let source: String
    package let sourceEngine: String
    /// The source's mark when the move began.
    package let sourceMark: String
    /// Milliseconds since the epoch.
    package let startedAt: Int64
    /// The step under way, and where it goes on; nil once everything is copied.
    package var position: Position?
    /// Rows copied, by kind.
    package var copied: [String: Int]
    /// When everything was verified. Until then the target serves nobody.
    package var finishedAt: Int64?

    package struct Position: Codable, Sendable, Equatable {
        package var kind: ArchiveKind
        package var tenant: String
        package var cursor: String?

        package init(kind: ArchiveKind, tenant: String, cursor: String? = nil) {
            self.kind = kind
            self.tenant = tenant
            self.cursor = cursor
        }
    }

    package init(source: String, sourceEngine: String, sourceMark: String, startedAt: Int64, position: Position) {
        self.source = source
        self.sourceEngine = sourceEngine
        self.sourceMark = sourceMark
        self.startedAt = startedAt
        self.position = position
        copied = [:]
    }

    /// Why a store in this state cannot be served; nil when it can.
    package func obstacle(target: String) -> String? {
        if finishedAt != nil { return nil }
        return "it holds a part of what is being moved from \(sourceEngine): complete it with `syncstate migrate --from"
            + " \(sourceEngine) --to \(target)`"
    }
}

// The form in which a store keeps it: JSON.
extension MoveState {
    package func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    package init(encoded bytes: [UInt8]) throws(StoreError) {
        do {
            self = try JSONDecoder().decode(MoveState.self, from: Data(bytes))
        } catch {
            throw .damagedMove
        }
    }
}

extension StoreError {
    /// What a store has kept of a move, such as a cursor, is not what was once written.
    package static let damagedMove = StoreError.damaged("the state of a move cannot be read")
}
