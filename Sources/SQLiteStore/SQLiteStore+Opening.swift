import CSQLite
import Foundation
import GRDB
package import Inventory
package import Logging
package import Sync

extension SQLiteStore {
    package struct Options: Sendable {
        package enum Durability: Sendable {
            /// A step that returned survives a crash of the machine.
            case full
            /// A step that returned survives a crash of the process only: for tests and simulations.
            case processOnly
        }

        package var durability: Durability
        /// Steps that may wait; more are refused as `StoreError.overloaded`.
        package var queueLimit: Int
        /// The rule of candidates for which the tenant has none.
        package var defaultBuffer: BufferRule
        /// Whether a database may be opened that is only a part of what is being moved into it.
        package var isForMoving: Bool
        /// The `sqlite3_vfs` that the writer works through: tests put a failing disk there.
        var fileSystem: String?

        package init(
            durability: Durability = .full,
            queueLimit: Int = 4096,
            defaultBuffer: BufferRule = .none,
            isForMoving: Bool = false
        ) {
            self.durability = durability
            self.queueLimit = queueLimit
            self.defaultBuffer = defaultBuffer
            self.isForMoving = isForMoving
        }

        var writerPragmas: String {
            """
            PRAGMA synchronous = \(durability == .full ? "FULL" : "OFF");
            PRAGMA busy_timeout = 5000;
            PRAGMA cache_size = -12000;
            PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = FAST;
            PRAGMA journal_size_limit = 67108864;
            """
        }
    }

    /// Opens the database at `path`, made if there is none, for this process alone. `makeID` gives UUIDs of version 7,
    /// each later than the one before.
    ///
    /// Throws `StoreError.inUse` when another process serves the file, `.unavailable` when it was written by a later
    /// version or cannot be opened; `.damaged` when it is no database or a broken one.
    package static func open(
        path: String,
        clock: any WallClock,
        options: Options = Options(),
        logger: Logger,
        makeID: @escaping @Sendable (Timestamp) -> String
    ) async throws(StoreError) -> SQLiteStore {
        _ = withoutMemoryStatistics
        let file = try StoreFile(path: path)
        do {
            let pool = try DatabasePool(path: file.path, configuration: configuration(options))
            try Migrations.run(pool, path: file.path)
            if !options.isForMoving, let obstacle = try await pool.read(Self.obstacle) {
                throw StoreError.unavailable(obstacle)
            }
            return try await SQLiteStore(
                file: file,
                options: options,
                clock: clock,
                makeID: makeID,
                pool: pool,
                logger: logger
            )
        } catch {
            file.release()
            switch storeError(error) {
            case StoreError.damaged(let reason): throw .damaged("\(file.path): \(reason)")
            case StoreError.unavailable(let reason): throw .unavailable("\(file.path): \(reason)")
            case let other: throw .unavailable("\(file.path): \(other)")
            }
        }
    }

    /// Done once, before the first connection. Refused when there was one already: then it stays as it is, only slower.
    private static let withoutMemoryStatistics: Void = { _ = csqlite_disable_memory_statistics() }()

    /// Works off what waits, copies the log into the database and lets go of the file. Later calls fail.
    package func close() async {
        guard inbox.close() else { return await writerEnd.value }
        await writerEnd.value
        do {
            try await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try pool.close()
        } catch {
            // The log stays beside the database and is read at the next start: nothing is lost.
            logger.warning("The database was not closed cleanly", metadata: ["error": "\(error)"])
        }
        file.release()
    }

    private static func obstacle(_ db: Database) throws -> String? {
        try MoveRows.find(ReadConnection(db))?.obstacle(target: "sqlite")
    }

    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.maximumReaderCount = 2
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -3000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST")
            if options.durability == .processOnly { try db.execute(sql: "PRAGMA synchronous = OFF") }
        }
        return configuration
    }
}
