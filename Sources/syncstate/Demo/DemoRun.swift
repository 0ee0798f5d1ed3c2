import App
import CurlClient
import Foundation
import Inventory
import Logging
import ServiceLifecycle
import Signing
import Sync

/// One demo from its beginning to its end.
struct DemoRun: Sendable {
    let settings: Settings
    let rate: Double
    let seed: UInt64
    let duration: Duration?
    let isPlain: Bool

    private static let frame = Duration.milliseconds(200)
    /// What is unexplained settles faster than in a real shop, so that one can watch it.
    private static let settleTime = Duration.seconds(4)
    /// Baselines hold for whole seconds: who buys later than that is a new customer to them.
    private static let breath = Duration.seconds(2)

    func perform() async throws {
        ProcessLimits.prepare()
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "syncstate-demo-\(UUID().uuidString)"
        )
        // A demo leaves nothing behind; what cannot be taken away is in a place for such things.
        defer { try? FileManager.default.removeItem(at: directory) }
        var settings = settings
        settings.sqlitePath = directory.appendingPathComponent("demo.db").path
        settings.rules.settleTime = Self.settleTime
        let logger = Observability.logger(level: max(settings.logLevel, .error))
        let server = try await SyncStateServer.composed(settings, for: .serving, logger: logger)
        let verdict = DemoVerdict()
        try await server.run { [settings] address, group in
            do {
                try await watch(server, settings, address, group, verdict)
            } catch is CancellationError {
                // The server ended first, as it does at Ctrl-C.
            } catch {
                verdict.fail(error)
            }
            await group.triggerGracefulShutdown()
        }
        try verdict.deliver()
    }

    private func watch(
        _ server: SyncStateServer,
        _ settings: Settings,
        _ address: String,
        _ group: ServiceGroup,
        _ verdict: DemoVerdict
    ) async throws {
        let key = (settings.apiKey ?? server.generatedKey ?? server.processKey).reveal()
        let watch = DemoWatch()
        server.store.observe(watch)
        try await withCurlClient { client in
            let stage = try DemoStage(address: address, client: client, seed: seed, onEvent: watch.heard)
            let display: any DemoDisplay =
                isPlain ? LineDisplay(address: address, key: key) : ScreenDisplay(address: address, key: key)
            await SignalWatch.begin(group, beforeSuddenEnd: display.end)
            display.begin()
            defer {
                display.end()
                verdict.ended(watch.model.totals)
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await stage.run() }
                tasks.addTask { try await draw(watch, stage, display) }
                tasks.addTask {
                    let api = APIClient(address: address, key: server.processKey, tenant: nil, http: client)
                    watch.opened(try await stage.places())
                    try await stage.connect(api)
                    try await Task.sleep(for: Self.breath)
                    try await serveCustomers(stage, watch, api)
                    if duration != nil { try await agree(stage, api, verdict) }
                }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
        }
    }

    private func draw(_ watch: DemoWatch, _ stage: DemoStage, _ display: any DemoDisplay) async throws {
        let start = ContinuousClock.now
        while true {
            watch.shows(stage.shown)
            display.show(watch.model, running: start.duration(to: .now))
            try await Task.sleep(for: Self.frame)
        }
    }
}
