import CurlClient
import DynamoDB
import DynamoDBStore
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import SQLiteStore
import Sync
import SyncTesting

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The stand-in for DynamoDB that `make test` starts; nil where none was.
let endpoint = ProcessInfo.processInfo.environment["DYNAMODB_TEST_ENDPOINT"]

/// Files and tables of one test, all under one clock.
final class Engines: Sendable {
    let clock = ManualClock()
    let directory: String
    let client: DynamoDBClient
    private let http: CurlClient
    private let prefix: String
    private static let last = NIOLockedValueBox(0)

    init(faults: String = "") throws {
        let number = Self.last.withLockedValue { last in
            last += 1
            return last
        }
        prefix = "move-\(ProcessInfo.processInfo.processIdentifier)-\(number)-"
        directory = FileManager.default.temporaryDirectory.appending(path: prefix + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        http = try CurlClient(configuration: CurlClient.Configuration(maxInFlightPerOrigin: 32))
        client = DynamoDBClient(
            http: http,
            configuration: DynamoDBClient.Configuration(
                region: "eu-central-1",
                endpoint: (endpoint ?? "") + faults,
                timeout: .seconds(60),
                retries: RetryPolicy(attempts: 20, firstPause: .milliseconds(1), longestPause: .milliseconds(10))
            ),
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "test", secretAccessKey: "test"))
        )
    }

    func close() async throws {
        for tables in ["a", "b"] {
            _ = try await TableSetup(client: client, prefix: "\(prefix)\(tables)-", logger: quiet).delete()
        }
        await http.shutdown()
        try FileManager.default.removeItem(atPath: directory)
    }

    func path(_ name: String) -> String { "\(directory)/\(name).db" }

    func file(_ name: String, isForMoving: Bool = true) async throws -> SQLiteStore {
        let ids = SequentialIDs()
        return try await SQLiteStore.open(
            path: path(name),
            clock: clock,
            options: SQLiteStore.Options(durability: .processOnly, isForMoving: isForMoving),
            logger: quiet,
            makeID: ids.next
        )
    }

    func move(from source: any StoreArchive, to target: any StoreArchive, pageLimit: Int = 500) -> StoreMove {
        StoreMove(from: source, to: target, clock: clock, pageLimit: pageLimit)
    }

    /// `name` is a or b.
    func tables(_ name: String, isForMoving: Bool = true) async throws -> DynamoDBStore {
        let ids = SequentialIDs()
        return try await DynamoDBStore.open(
            client: client,
            clock: clock,
            options: DynamoDBStore.Options(tablePrefix: "\(prefix)\(name)-", isForMoving: isForMoving),
            logger: quiet,
            makeID: ids.next
        )
    }
}

func withEngines(faults: String = "", _ body: (Engines) async throws -> Void) async throws {
    let engines = try Engines(faults: faults)
    do {
        try await body(engines)
    } catch {
        try await engines.close()
        throw error
    }
    try await engines.close()
}

struct Killed: Error {}

/// Takes one page a life. What a kill in the midst of the next one leaves behind is there too: its rows, and not yet the
/// state, where an engine writes them one after the other.
final class MortalArchive: StoreArchive {
    private let base: any StoreArchive
    private let pages = NIOLockedValueBox(0)
    private let lastState = NIOLockedValueBox<MoveState?>(nil)

    init(_ base: any StoreArchive) {
        self.base = base
    }

    var engine: String { base.engine }
    func identity() async throws -> String { try await base.identity() }
    func mark() async throws -> String { try await base.mark() }
    func requireIdle() async throws { try await base.requireIdle() }
    func holdsRows() async throws -> Bool { try await base.holdsRows() }
    func moveState() async throws -> MoveState? { try await base.moveState() }
    func save(_ state: MoveState) async throws { try await base.save(state) }
    func tenants() async throws -> [TenantID] { try await base.tenants() }
    func lookUp(_ rows: [ArchivedRow]) async throws -> [ArchivedRow] { try await base.lookUp(rows) }

    func rows(_ kind: ArchiveKind, _ tenant: TenantID, after cursor: String?, limit: Int) async throws
        -> Page<ArchivedRow>
    {
        try await base.rows(kind, tenant, after: cursor, limit: limit)
    }

    func add(_ rows: [ArchivedRow], then state: MoveState) async throws {
        let page = pages.withLockedValue { pages in
            pages += 1
            return pages
        }
        guard page > 1 else {
            try await base.add(rows, then: state)
            return lastState.withLockedValue { $0 = state }
        }
        // SQLite writes both in one commit.
        if base is DynamoDBArchive, let last = lastState.withLockedValue({ $0 }) {
            try await base.add(rows, then: last)
        }
        throw Killed()
    }
}
