import App
import CurlClient
import Foundation
import Inventory
import Logging
import Sandbox
import ServiceLifecycle

/// One sandbox shop from its opening to Ctrl-C.
struct SandboxRun: Sendable {
    let configuration: SandboxShop.Configuration
    let rate: Double
    let seed: UInt64
    let isJSON: Bool

    /// Events that wait to be printed; what comes on top is not printed.
    private static let mostWaiting = 10_000

    func perform() async throws {
        ProcessLimits.prepare()
        try await withCurlClient { client in
            let (events, onEvent) = AsyncStream<SandboxEvent>.makeStream(
                bufferingPolicy: .bufferingOldest(Self.mostWaiting)
            )
            // What goes wrong in the server is what the events show.
            let silent = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
            let shop = try SandboxShop(configuration, client: client, logger: silent) { onEvent.yield($0) }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [SandboxService(shop: shop, run: self, events: events)],
                    logger: silent
                )
            )
            await SignalWatch.begin(group)
            do {
                try await group.run()
            } catch is CancellationError {
                // Asked to end.
                return
            } catch let error as CommandFailure {
                throw error
            } catch {
                throw CommandFailure("127.0.0.1:\(configuration.port) cannot be listened on: \(error)", .unavailable)
            }
        }
    }
}

private struct SandboxService: Service {
    let shop: SandboxShop
    let run: SandboxRun
    let events: AsyncStream<SandboxEvent>

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await shop.run() }
                tasks.addTask {
                    run.announce(try await shop.adminURL(), shop)
                    for await event in events { run.show(event) }
                }
                if run.rate > 0 {
                    tasks.addTask {
                        var traffic = StorefrontTraffic(shops: [shop], seed: run.seed)
                        try await traffic.run(perSecond: run.rate)
                    }
                }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
        }
    }
}

extension SandboxRun {
    fileprivate func announce(_ address: String, _ shop: SandboxShop) {
        let endpoint = "\(address)/admin/api/2026-07/graphql.json"
        let command = "\(address)/sandbox"
        if isJSON {
            let opened = Opened(
                shop: shop.domain,
                adminUrl: address,
                graphqlUrl: endpoint,
                controlUrl: command,
                accessToken: configuration.shop.accessToken,
                webhookSecret: configuration.shop.secret,
                locationId: configuration.shop.locationId,
                webhooksTo: configuration.webhookAddress,
                items: configuration.shop.items.count
            )
            return StandardOutput.print(opened.line)
        }
        StandardOutput.print(
            """
            Sandbox shop    \(shop.domain), \(configuration.shop.items.count) items
            Admin URL       \(address)
            GraphQL         \(endpoint)
            Access token    \(configuration.shop.accessToken)
            Location        \(configuration.shop.locationId)
            Webhooks to     \(configuration.webhookAddress ?? "what is subscribed through the Admin API")
            Webhook secret  \(configuration.shop.secret)
            Commands        \(command)
            """
        )
    }

    fileprivate func show(_ event: SandboxEvent) {
        guard !isJSON else { return StandardOutput.print(event.jsonLine) }
        let time = Timestamp(millisecondsSinceEpoch: systemMilliseconds()).iso8601.dropFirst(11).prefix(8)
        StandardOutput.print("\(time) \(event.words)")
    }

    private struct Opened: Encodable {
        let event = "open"
        let shop: String
        let adminUrl: String
        let graphqlUrl: String
        let controlUrl: String
        let accessToken: String
        let webhookSecret: String
        let locationId: Int64
        let webhooksTo: String?
        let items: Int

        var line: String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard case .success(let data) = Result(catching: { try encoder.encode(self) }) else {
                // Texts and whole numbers are JSON.
                preconditionFailure("what is known of a sandbox shop is not JSON")
            }
            return String(decoding: data, as: UTF8.self)
        }
    }
}
