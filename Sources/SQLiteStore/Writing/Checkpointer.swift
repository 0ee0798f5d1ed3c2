import GRDB
import GRDBSQLite
import Logging
import NIOConcurrencyHelpers

/// Moves committed pages from the write-ahead log into the database without holding up the writer.
///
/// A connection of its own copies and syncs in the background. A log can only begin anew when all of it was copied, which
/// under a steady load is never so for long; so when little is left, the writer is asked to copy that rest itself between
/// two commits.
final class Checkpointer: Sendable {
    private enum Phase {
        case idle, running, awaitingWriter
    }

    private struct State {
        var phase = Phase.idle
        /// The length of the log, in pages, that starts the next run.
        var trigger = Checkpointer.interval
    }

    /// 16 MiB of pages.
    private static let interval = 4096
    /// What the writer may be left with, in pages: about a millisecond of work.
    private static let restLimit = 256
    private static let passLimit = 4

    private let pool: DatabasePool
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    init(pool: DatabasePool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// Called by the writer after a commit that left the log this long.
    func noteCommit(logPages: Int) {
        let mustRun = state.withLockedValue { state in
            // A log that a reader holds on to grows on: the next run waits until there is as much again to do.
            if logPages < Self.interval { state.trigger = Self.interval }
            guard logPages >= state.trigger, state.phase == .idle else { return false }
            state.phase = .running
            state.trigger = logPages + Self.interval
            return true
        }
        if mustRun { pool.asyncWriteWithoutTransaction { [self] db in copyMost(db) } }
    }

    /// Whether the writer should copy what is left, now.
    func takeRequest() -> Bool {
        state.withLockedValue { state in
            guard state.phase == .awaitingWriter else { return false }
            state.phase = .idle
            return true
        }
    }

    private func copyMost(_ db: Database) {
        do {
            for _ in 0..<Self.passLimit {
                let (frames, copied) = try db.checkpoint(.passive)
                try Self.sync(db)
                if frames - copied <= Self.restLimit { break }
            }
        } catch {
            // The log only grows on; the next run is due when it has grown by as much again.
            logger.warning("The write-ahead log could not be copied", metadata: ["error": "\(error)"])
        }
        state.withLockedValue { $0.phase = .awaitingWriter }
    }

    /// SQLite syncs the database only when it has copied the whole log; done here, the writer's own sync finds little.
    private static func sync(_ db: Database) throws {
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard code == SQLITE_OK, let file = found, let methods = file.pointee.pMethods else {
            throw SQLiteFailure(code: code, on: db.sqliteConnection)
        }
        let result = methods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
        if result != SQLITE_OK { throw SQLiteFailure(code: result, message: "the database file could not be synced") }
    }
}
