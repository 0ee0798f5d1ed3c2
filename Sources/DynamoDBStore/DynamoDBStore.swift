package import DynamoDB
package import Inventory
package import Logging
import NIOConcurrencyHelpers
package import Sync

/// The engine for more than one machine: any number of instances on the same tables.
///
/// A call of `write` returns once its commit is in the tables. See `open` for how to get one.
package final class DynamoDBStore: Store {
    package struct Options: Sendable {
        package var tablePrefix: String
        /// Steps that may wait; more are refused as `StoreError.overloaded`.
        package var queueLimit: Int
        /// The rule of candidates for which the tenant has none.
        package var defaultBuffer: BufferRule
        /// How long rows of a commit of several transactions may stay undecided before its instance is taken for dead.
        package var lockPatience: Duration
        package var time: PassingTime
        /// Parts of a commit of several transactions that are on their way side by side.
        package var partsAtOnce: Int
        /// Whether tables may be opened that hold only a part of what is being moved into them.
        package var isForMoving: Bool

        package init(
            tablePrefix: String = "SyncState-",
            queueLimit: Int = 4096,
            defaultBuffer: BufferRule = .none,
            lockPatience: Duration = .seconds(5),
            time: PassingTime = .real,
            partsAtOnce: Int = 4,
            isForMoving: Bool = false
        ) {
            self.tablePrefix = tablePrefix
            self.queueLimit = queueLimit
            self.defaultBuffer = defaultBuffer
            self.lockPatience = lockPatience
            self.time = time
            self.partsAtOnce = partsAtOnce
            self.isForMoving = isForMoving
        }
    }

    let reader: TableReader
    let committer: Committer
    let options: Options
    let clock: any WallClock
    private let observers: NIOLockedValueBox<[any CommitObserver]>

    package var tablePrefix: String { options.tablePrefix }

    /// With a mark's row for each and a few more rows, these fit into one transaction.
    package var handySKUs: Int { 40 }

    private init(
        client: DynamoDBClient,
        clock: any WallClock,
        options: Options,
        logger: Logger,
        makeID: @escaping @Sendable (Timestamp) -> String
    ) {
        self.options = options
        self.clock = clock
        observers = NIOLockedValueBox([])
        reader = TableReader(
            client: client,
            prefix: options.tablePrefix,
            lockPatience: options.lockPatience,
            time: options.time
        )
        committer = Committer(
            Committer.Surroundings(
                reader: reader,
                writer: GroupWriter(
                    client: client,
                    prefix: options.tablePrefix,
                    locks: reader.locks,
                    partsAtOnce: options.partsAtOnce
                ),
                clock: clock,
                time: options.time,
                makeID: makeID,
                observers: observers,
                names: CommitName(),
                queueLimit: options.queueLimit,
                logger: logger
            )
        )
    }

    /// Makes the tables that are missing and waits for them. `makeID` gives UUIDs of version 7, each later than the one
    /// before.
    ///
    /// Throws `StoreError.unavailable` when DynamoDB cannot be reached or refuses, or a table has another form.
    package static func open(
        client: DynamoDBClient,
        clock: any WallClock,
        options: Options = Options(),
        logger: Logger,
        makeID: @escaping @Sendable (Timestamp) -> String
    ) async throws(StoreError) -> DynamoDBStore {
        do {
            try await TableSetup(client: client, prefix: options.tablePrefix, logger: logger).create()
        } catch {
            throw .unavailable("\(error)")
        }
        let store = DynamoDBStore(client: client, clock: clock, options: options, logger: logger, makeID: makeID)
        if options.isForMoving { return store }
        let state: MoveState?
        do {
            state = try await DynamoDBArchive.moveState(store.reader)
        } catch {
            throw .unavailable("\(error)")
        }
        if let obstacle = state?.obstacle(target: "dynamodb") {
            throw .unavailable("the tables \(options.tablePrefix)*: \(obstacle)")
        }
        return store
    }

    package func write<Result: Sendable>(
        _ tenant: TenantID,
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await committer.write(tenant, fences: Fence.current, body)
    }

    package func observe(_ observer: any CommitObserver) {
        observers.withLockedValue { $0.append(observer) }
    }

    /// Works off what waits. Later calls of `write` fail.
    package func close() async { await committer.close() }

    /// Hands on what callers are to be told of a failure.
    func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw storeError(error)
        }
    }
}
