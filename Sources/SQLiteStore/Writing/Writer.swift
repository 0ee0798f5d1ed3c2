import Foundation
import GRDBSQLite
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sync

/// The only one that writes. It lives on a thread of its own: it takes all steps that have gathered, runs them in one
/// transaction, commits, and only then answers. After a failure nothing of the batch has happened, and the next batch
/// tries again: no failure lasts longer than its cause.
final class Writer {
    /// What the writer needs from the store, and what it tells it.
    struct Surroundings: Sendable {
        let path: String
        let options: SQLiteStore.Options
        let clock: any WallClock
        let makeID: @Sendable (Timestamp) -> String
        let inbox: Inbox
        let observers: NIOLockedValueBox<[any CommitObserver]>
        let health: StoreHealth
        let checkpointer: Checkpointer
        let logger: Logger
    }

    private let surroundings: Surroundings
    private let connection: Connection
    private let context: StepContext
    private let metrics = WriterMetrics()
    private var knownDataVersion: Int64 = 0

    private static let batchLimit = 256

    init(_ surroundings: Surroundings) throws {
        self.surroundings = surroundings
        connection = try Connection(path: surroundings.path, fileSystem: surroundings.options.fileSystem)
        try connection.execute(surroundings.options.writerPragmas)
        connection.takeOverCheckpoints()
        context = StepContext(
            memory: WriterMemory(connection: connection),
            clock: surroundings.clock,
            makeID: surroundings.makeID
        )
    }

    /// Works until the inbox is closed and empty.
    func run() {
        while let (steps, left) = surroundings.inbox.take(atMost: Self.batchLimit) {
            metrics.waiting(left)
            commit(Batch(steps))
            gather(after: steps.count)
        }
    }

    /// Those whom a large commit has just answered are about to send their next steps. Without a moment for them the first
    /// one would be committed alone, and a commit costs as much as several steps. A writer that is not busy never waits.
    private func gather(after steps: Int) {
        if steps >= Self.crowd, surroundings.inbox.count < steps / 2 { usleep(Self.momentMicroseconds) }
    }

    private static let crowd = 8
    private static let momentMicroseconds: UInt32 = 50

    private func commit(_ batch: Batch) {
        var batch = batch
        let start = ContinuousClock.now
        do {
            if surroundings.checkpointer.takeRequest() { copyRestOfLog() }
            try runInTransaction(&batch)
        } catch {
            giveUp(batch, because: error)
            return
        }
        context.memory.settle()
        metrics.committed(steps: batch.steps.count, in: start.duration(to: .now))
        surroundings.health.noteCommit()
        surroundings.checkpointer.noteCommit(logPages: connection.logPages)
        tell(batch.notices)
        batch.answer()
    }

    private func runInTransaction(_ batch: inout Batch) throws {
        try begin()
        do {
            try batch.runTogether(context)
        } catch is Batch.NeedsIsolation {
            try rollBack()
            try begin()
            try batch.runApart(context)
        }
        do {
            try connection.statement("COMMIT").run()
        } catch {
            overwriteFailedCommit()
            throw error
        }
    }

    private func begin() throws {
        try connection.statement("BEGIN IMMEDIATE").run()
        context.memory.beginCommit()
        // Rises when any other connection has committed, as a person with a SQLite shell may: what is remembered of the
        // tables may be wrong then.
        let version = try connection.statement("PRAGMA data_version").first({ _ in }, { $0.int64() }) ?? 0
        if version != knownDataVersion {
            context.memory.forgetAll()
            knownDataVersion = version
        }
    }

    private func rollBack() throws {
        context.memory.forgetAll()
        if connection.isInTransaction { try connection.statement("ROLLBACK").run() }
    }

    private func giveUp(_ batch: Batch, because error: any Error) {
        metrics.failed()
        let reason = storeError(error)
        surroundings.health.noteFailure()
        do {
            try rollBack()
        } catch {
            surroundings.logger.error("A failed commit could not be rolled back", metadata: ["error": "\(error)"])
        }
        surroundings.logger.error(
            "A commit failed and nothing of it was written",
            metadata: ["steps": "\(batch.steps.count)", "error": "\(error)"]
        )
        batch.fail(reason)
    }

    /// Few pages are left to copy. A reader of an older commit, or the background run itself, may stand in the way: then
    /// the log grows on until the next run.
    private func copyRestOfLog() {
        let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        if code != SQLITE_OK, code != SQLITE_BUSY {
            let failure = SQLiteFailure(code: code, on: connection.handle)
            surroundings.logger.warning("The log could not be copied", metadata: ["error": "\(failure)"])
        }
    }

    /// A commit whose sync failed stands in the log whole though nobody sees it, and a crash would bring it to life. The
    /// next commit is written over it, so one is tried at once.
    private func overwriteFailedCommit() {
        do {
            try rollBack()
            try connection.statement("BEGIN IMMEDIATE").run()
            try StoreHealth.touch(connection)
            try connection.statement("COMMIT").run()
        } catch {
            // The disk is still failing. The failure of the commit itself is reported; the next one that succeeds does this.
            surroundings.logger.debug("A failed commit is not written over yet", metadata: ["error": "\(error)"])
        }
    }

    private func tell(_ notices: [CommitNotice]) {
        if notices.isEmpty { return }
        let observers = surroundings.observers.withLockedValue { $0 }
        for notice in notices {
            for observer in observers { observer.committed(notice) }
        }
    }
}
