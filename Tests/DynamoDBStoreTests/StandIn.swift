import CurlClient
import DynamoDB
import DynamoDBStore
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sync
import SyncTesting

/// The stand-in for DynamoDB that `make test` starts; each test has tables of its own there.
enum StandIn {
    /// Nil where none was started: then the tests that need it are skipped.
    static let endpoint = ProcessInfo.processInfo.environment["DYNAMODB_TEST_ENDPOINT"]

    private static let last = NIOLockedValueBox(0)

    /// A prefix that no other test has.
    static func prefix() -> String {
        let number = last.withLockedValue { last in
            last += 1
            return last
        }
        return "test-\(ProcessInfo.processInfo.processIdentifier)-\(number)-"
    }

    static func client(
        _ http: CurlClient,
        endpoint: String? = StandIn.endpoint,
        retries: RetryPolicy = RetryPolicy()
    ) -> DynamoDBClient {
        DynamoDBClient(
            http: http,
            configuration: DynamoDBClient.Configuration(
                region: "eu-central-1",
                endpoint: endpoint,
                timeout: .seconds(60),
                retries: retries
            ),
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "test", secretAccessKey: "test"))
        )
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A store with nothing in it; its tables are gone after `body`.
func withStore<Result>(
    at endpoint: String? = StandIn.endpoint,
    _ body: (StoreSubject, DynamoDBStore, _ prefix: String) async throws -> Result
) async throws -> Result {
    let http = try CurlClient(configuration: CurlClient.Configuration(maxInFlightPerOrigin: 32))
    let client = StandIn.client(http, endpoint: endpoint)
    let prefix = StandIn.prefix()
    let clock = ManualClock()
    let ids = SequentialIDs()
    let store = try await DynamoDBStore.open(
        client: client,
        clock: clock,
        options: DynamoDBStore.Options(tablePrefix: prefix),
        logger: quiet,
        makeID: ids.next
    )
    let setup = TableSetup(client: client, prefix: prefix, logger: quiet)
    do {
        let subject = StoreSubject(store: store, clock: clock, isExpirySwept: false)
        let result = try await body(subject, store, prefix)
        await store.close()
        _ = try await setup.delete()
        await http.shutdown()
        return result
    } catch {
        await store.close()
        _ = try await setup.delete()
        await http.shutdown()
        throw error
    }
}
