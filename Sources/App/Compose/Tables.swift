import DynamoDB
import DynamoDBStore
import Logging
import Sync

/// The tables that the settings name, for commands that work on them and not on what is in them.
/// All throw `StartError` for what DynamoDB refuses or cannot be asked.
package enum Tables {
    /// Makes what is missing and waits until it can be used. Answers the names of those that were made.
    package static func create(_ settings: DynamoDBSettings) async throws(StartError) -> [String] {
        try await use(settings) { try await $0.create() }
    }

    /// What is wrong, a line for each.
    package static func verify(_ settings: DynamoDBSettings) async throws(StartError) -> [String] {
        try await use(settings) { try await $0.verify() }
    }

    /// Answers the names of those that were there.
    package static func delete(_ settings: DynamoDBSettings) async throws(StartError) -> [String] {
        try await use(settings) { try await $0.delete() }
    }

    private static func use<Result>(
        _ settings: DynamoDBSettings,
        _ body: (TableSetup) async throws -> Result
    ) async throws(StartError) -> Result {
        let connection: DynamoDBConnection
        do {
            connection = try DynamoDBConnection(settings)
        } catch {
            throw StartError(error)
        }
        let setup = TableSetup(
            client: connection.client,
            prefix: settings.tablePrefix,
            logger: Observability.logger(level: .error)
        )
        do {
            let result = try await body(setup)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw StartError(.store, "\(error)")
        }
    }
}
