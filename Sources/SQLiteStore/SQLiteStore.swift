import GRDB
package import Inventory
import Logging
import NIOConcurrencyHelpers
package import Sync

/// The embedded engine: one SQLite file, one writer that commits what has gathered, readers that never wait for it.
///
/// A call of `write` returns once its commit is on the disk. What fails for reasons of the disk fails as
/// `StoreError.unavailable`, with nothing written, until the cause is gone. See `open` for how to get one.
package final class SQLiteStore: Store {
    let file: StoreFile
    let options: Options
    let clock: any WallClock
    let makeID: @Sendable (Timestamp) -> String
    let pool: DatabasePool
    let inbox: Inbox
    let health: StoreHealth
    let logger: Logger
    private let observers: NIOLockedValueBox<[any CommitObserver]>
    /// Resolves once the writer has worked off everything and let go of the file.
    let writerEnd: Task<Void, Never>

    init(
        file: StoreFile,
        options: Options,
        clock: any WallClock,
        makeID: @escaping @Sendable (Timestamp) -> String,
        pool: DatabasePool,
        logger: Logger
    ) async throws {
        self.file = file
        self.options = options
        self.clock = clock
        self.makeID = makeID
        self.pool = pool
        self.logger = logger
        inbox = Inbox(limit: options.queueLimit)
        health = StoreHealth()
        observers = NIOLockedValueBox([])
        writerEnd = try await WriterThread.start(
            Writer.Surroundings(
                path: file.path,
                options: options,
                clock: clock,
                makeID: makeID,
                inbox: inbox,
                observers: observers,
                health: health,
                checkpointer: Checkpointer(pool: pool, logger: logger),
                logger: logger
            )
        )
    }

    package func write<Result: Sendable>(
        _ tenant: TenantID,
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await enqueue { context in try context.run(tenant, body) }
    }

    package func observe(_ observer: any CommitObserver) {
        observers.withLockedValue { $0.append(observer) }
    }

    /// Runs `body` as one step of the writer.
    func enqueue<Result: Sendable>(
        _ body: @escaping @Sendable (StepContext) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let step = PendingStep(
                run: { context in
                    let result = try body(context)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            do {
                try inbox.add(step)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Reads at one commit, on a reader's own queue.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await pool.read { db in try body(ReadConnection(db)) }
        } catch {
            // A reader whose caller has gone away is interrupted.
            try Task.checkCancellation()
            throw storeError(error)
        }
    }
}
