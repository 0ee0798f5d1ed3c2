import Foundation
import Hummingbird
import HummingbirdTesting
import Inventory
import Logging
import SQLiteStore
import Signing
import Sync
import SyncTesting

@testable import Web

/// A server over a database file of its own, with the parts that it has in earnest.
struct Installation: Sendable {
    static let firstKey = "sync_first-key-of-the-tests"

    let store: SQLiteStore
    let clock: ManualClock
    let directory: ChannelDirectory
    let gateways: StubGateways
    var dependencies: WebDependencies

    /// Runs `body` against the router, without a socket.
    static func run(_ body: @Sendable (Installation, API) async throws -> Void) async throws {
        try await Setup { _ in }.run(body)
    }

    /// Settings that a test does not leave as they are.
    struct Setup {
        private let configure: (inout WebDependencies) -> Void

        init(_ configure: @escaping (inout WebDependencies) -> Void) {
            self.configure = configure
        }

        func run(_ body: @Sendable (Installation, API) async throws -> Void) async throws {
            try await Installation.with(configure) { installation in
                try await installation.application.test(.router) { client in
                    try await body(installation, API(client: client))
                }
            }
        }

        /// Runs `body` against the server behind a real socket, which is then asked to stop gracefully.
        func serve(_ body: @Sendable (Installation, API, _ port: Int) async throws -> Void) async throws {
            try await Installation.with(configure) { installation in
                try await installation.application.test(.live) { client in
                    try await body(installation, API(client: client), client.port ?? 0)
                }
            }
        }
    }

    var server: WebServer { WebServer(dependencies) }

    private var application: some ApplicationProtocol {
        server.application(address: .hostname("127.0.0.1", port: 0))
    }

    fileprivate static func with(
        _ configure: (inout WebDependencies) -> Void,
        _ body: (Installation) async throws -> Void
    ) async throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("web-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }  // What is left behind harms nobody.
        var installation = try await Installation(place)
        configure(&installation.dependencies)
        do {
            try await body(installation)
        } catch {
            await installation.store.close()
            throw error
        }
        await installation.store.close()
    }

    private init(_ place: URL) async throws {
        clock = ManualClock()
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let ids = UUIDv7Generator()
        let settings = SyncSettings()
        store = try await SQLiteStore.open(
            path: place.appendingPathComponent("syncstate.db").path,
            clock: clock,
            options: SQLiteStore.Options(durability: .processOnly),
            logger: logger,
            makeID: { ids.next(nowMilliseconds: $0.millisecondsSinceEpoch) }
        )
        let vault = TestVault()
        directory = ChannelDirectory(store: store, vault: vault, logger: logger)
        gateways = StubGateways()
        let reader = InventoryReader(store: store, settings: settings)
        store.observe(reader)
        store.observe(directory)
        dependencies = WebDependencies(
            store: store,
            reader: reader,
            intake: DeliveryIntake(store: store, settings: settings),
            directory: directory,
            operations: ChannelOperations(
                store: store,
                directory: directory,
                gateways: gateways,
                settings: settings,
                clock: clock
            ),
            board: ChannelStatusBoard(),
            vault: vault,
            settings: settings,
            clock: clock,
            logger: logger,
            renderMetrics: { "# TYPE up gauge\nup 1\n" }
        )
        let hash = APIKeyMaterial.storageHash(of: Secret(Self.firstKey)).bytes
        try await store.write(.default) { tx in
            try tx.put(
                AccessKey(
                    keyId: tx.newID(),
                    tenant: .default,
                    name: "first",
                    role: .admin,
                    hash: hash,
                    isFirst: true,
                    createdAt: tx.now,
                    expiresAt: nil
                )
            )
        }
    }
}
