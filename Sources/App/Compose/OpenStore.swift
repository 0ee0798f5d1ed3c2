import CurlClient
package import DynamoDB
import DynamoDBStore
import Inventory
package import Logging
import SQLiteStore
import Signing
package import Sync

/// The store that the settings choose, and how to let go of it.
package struct OpenStore: Sendable {
    package let store: any Store
    /// Set where several instances may work on the same rows.
    let shared: DynamoDBStore?
    package let close: @Sendable () async -> Void

    /// Throws `StartError`.
    package init(_ settings: Settings, logger: Logger) async throws(StartError) {
        let ids = UUIDv7Generator()
        let makeID: @Sendable (Timestamp) -> String = { ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) }
        do {
            if let tables = settings.dynamoDB {
                try await self.init(tables, settings, logger, makeID)
            } else {
                let store = try await SQLiteStore.open(
                    path: DataFiles(database: settings.sqlitePath).database,
                    clock: SystemClock(),
                    options: SQLiteStore.Options(defaultBuffer: settings.rules.defaultBuffer),
                    logger: logger,
                    makeID: makeID
                )
                self.init(store: store, shared: nil, close: { await store.close() })
            }
        } catch {
            throw StartError(error)
        }
    }

    private init(
        _ tables: DynamoDBSettings,
        _ settings: Settings,
        _ logger: Logger,
        _ makeID: @escaping @Sendable (Timestamp) -> String
    ) async throws(StoreError) {
        let connection = try DynamoDBConnection(tables)
        do {
            let store = try await DynamoDBStore.open(
                client: connection.client,
                clock: SystemClock(),
                options: DynamoDBStore.Options(
                    tablePrefix: tables.tablePrefix,
                    defaultBuffer: settings.rules.defaultBuffer
                ),
                logger: logger,
                makeID: makeID
            )
            self.init(store: store, shared: store) {
                await store.close()
                await connection.close()
            }
        } catch {
            await connection.close()
            throw error
        }
    }

    private init(store: any Store, shared: DynamoDBStore?, close: @escaping @Sendable () async -> Void) {
        self.store = store
        self.shared = shared
        self.close = close
    }
}

/// The way to DynamoDB that the settings choose.
package struct DynamoDBConnection: Sendable {
    package let client: DynamoDBClient
    private let http: CurlClient

    /// Connections to one endpoint at a time.
    private static let connections = 64

    /// Throws `StoreError.unavailable` where the process lacks what a connection needs.
    package init(_ settings: DynamoDBSettings, retries: RetryPolicy = RetryPolicy()) throws(StoreError) {
        do {
            http = try CurlClient(
                configuration: CurlClient.Configuration(maxInFlightPerOrigin: Self.connections)
            )
        } catch {
            throw .unavailable("\(error)")
        }
        client = DynamoDBClient(
            http: http,
            configuration: DynamoDBClient.Configuration(
                region: settings.region,
                endpoint: settings.endpoint,
                retries: retries
            ),
            credentials: CredentialChain(
                CredentialChain.Surroundings(environment: settings.environment, region: settings.region, http: http)
            )
        )
    }

    /// The way of its requests, for whoever stands in between.
    package var wire: any DynamoDBWire { client.wire }

    package func close() async { await http.shutdown() }
}
