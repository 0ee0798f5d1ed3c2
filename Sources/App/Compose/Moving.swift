import DynamoDB
import DynamoDBStore
import Foundation
import Inventory
package import Logging
import SQLiteStore
import Signing
package import Sync

/// Moves an installation from one engine to the other. No server may run on either meanwhile.
package struct Moving: Sendable {
    private let from: StoreEngine
    private let to: StoreEngine
    private let settings: Settings
    private let tables: DynamoDBSettings
    private let logger: Logger

    /// `settings` name both: the file, and the tables whatever `STORE` says.
    ///
    /// Throws `SettingsError`.
    package init(from: StoreEngine, to: StoreEngine, _ settings: Settings, logger: Logger) throws(SettingsError) {
        guard from != to else {
            throw SettingsError(subject: "--from", "and --to are the same engine: a move goes from one to the other")
        }
        guard let tables = settings.dynamoDB else {
            throw SettingsError(.store, "has to name DynamoDB's tables: set AWS_REGION")
        }
        self.from = from
        self.to = to
        self.settings = settings
        self.tables = tables
        self.logger = logger
    }

    private var files: DataFiles { DataFiles(database: settings.sqlitePath) }

    /// Copies what is not copied yet and verifies everything; with `verifiesOnly` it copies nothing.
    ///
    /// Throws `StartError`, `SettingsError`; `MoveRefusal` where it would do harm.
    package func run(
        verifiesOnly: Bool,
        progress: @escaping @Sendable (StoreMove.Progress) -> Void
    ) async throws -> StoreMove.Report {
        do {
            try await checkPresence(verifiesOnly: verifiesOnly)
            let connection = try DynamoDBConnection(tables, retries: Self.patience)
            do {
                let report = try await run(connection.client, verifiesOnly, progress)
                await connection.close()
                return report
            } catch {
                await connection.close()
                throw error
            }
        } catch let error as StoreError {
            throw StartError(error)
        }
    }

    /// A table that has just been made takes some minutes to bear a move's whole speed.
    private static let patience = RetryPolicy(attempts: 60)

    private func run(
        _ client: DynamoDBClient,
        _ verifiesOnly: Bool,
        _ progress: @escaping @Sendable (StoreMove.Progress) -> Void
    ) async throws -> StoreMove.Report {
        let ids = UUIDv7Generator()
        let makeID: @Sendable (Timestamp) -> String = { ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) }
        let file = try await SQLiteStore.open(
            path: files.database,
            clock: SystemClock(),
            options: SQLiteStore.Options(isForMoving: true),
            logger: logger,
            makeID: makeID
        )
        do {
            let shared = try await DynamoDBStore.open(
                client: client,
                clock: SystemClock(),
                options: DynamoDBStore.Options(tablePrefix: tables.tablePrefix, isForMoving: true),
                logger: logger,
                makeID: makeID
            )
            let report: StoreMove.Report
            do {
                try await checkKey(from == .sqlite ? file : shared)
                report = try await run(SQLiteArchive(file), DynamoDBArchive(shared), verifiesOnly, progress)
            } catch {
                await shared.close()
                throw error
            }
            await shared.close()
            await file.close()
            return report
        } catch {
            await file.close()
            throw error
        }
    }

    private func run(
        _ file: SQLiteArchive,
        _ tables: DynamoDBArchive,
        _ verifiesOnly: Bool,
        _ progress: @escaping @Sendable (StoreMove.Progress) -> Void
    ) async throws -> StoreMove.Report {
        let (source, target): (any StoreArchive, any StoreArchive) = from == .sqlite ? (file, tables) : (tables, file)
        let move = StoreMove(from: source, to: target, clock: SystemClock(), progress: progress)
        return verifiesOnly ? try await move.verify() : try await move.run()
    }

    /// A source that is not there is not made, and for a verification nothing is.
    private func checkPresence(verifiesOnly: Bool) async throws(StartError) {
        if from == .sqlite || verifiesOnly, !FileManager.default.fileExists(atPath: files.database) {
            throw StartError(.store, "there is no database \(files.database): SQLITE_PATH or --sqlite-path names it")
        }
        guard from == .dynamodb || verifiesOnly else { return }
        let missing = try await Tables.verify(tables).first { $0.hasSuffix("is missing") }
        if let missing {
            throw StartError(
                .store,
                "\(missing): DYNAMODB_TABLE_PREFIX, AWS_REGION and DYNAMODB_ENDPOINT name the tables"
            )
        }
    }

    /// Sealed secrets are moved as they are: whoever serves the target must have the key.
    private func checkKey(_ source: any Store) async throws {
        guard try await !source.allChannels().isEmpty else { return }
        _ = try await SealingKeyChoice(store: source, settings: settings, files: files).vault()
    }
}
