import Hummingbird
import Logging
import NIOCore
import PrometheusMetrics
package import ServiceLifecycle
package import Signing
package import Sync
import Web

/// A server put together and not yet running. Source of the wiring: ``SyncStateServer/composed(_:for:http:logger:)``.
package struct SyncStateServer: Sendable {
    /// What the server is for.
    package enum Purpose: Sendable {
        /// It takes webhooks and tells channels.
        case serving
        /// It answers one command of this process, on a free port of loopback, and tells no channel: what became dirty
        /// waits in the store for the server that does.
        case command
    }

    package let store: any Store
    /// The first admin key, if it was generated just now: to be shown, it is nowhere else.
    package let generatedKey: Secret?
    /// A key for this process alone.
    package let processKey: Secret
    let host: String
    let port: Int
    let web: WebServer
    /// Besides the web server, in the order in which they start; they stop in reverse.
    let background: [any Service]
    let logger: Logger
    let close: @Sendable () async -> Void

    /// Longer than any request, and shorter than a service manager's patience.
    private static let maximumShutdown = Duration.seconds(20)

    /// Serves until `group.triggerGracefulShutdown()`: then no more connections are taken, what is under way is finished,
    /// channels are told what waits, and the store is closed.
    ///
    /// `beforeServing` gets the group while nobody can connect yet. `onListening` gets the address as a URL and the group;
    /// it is cancelled when the services have ended.
    ///
    /// - Throws: `StartError` when the address cannot be had.
    package func run(
        beforeServing: @escaping @Sendable (_ group: ServiceGroup) async -> Void = { _ in },
        onListening: @escaping @Sendable (_ url: String, _ group: ServiceGroup) async -> Void
    ) async throws {
        let host = host
        let listening = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let server = web.application(address: .hostname(host, port: port)) { channel in
            listening.continuation.yield(channel.localAddress?.port ?? port)
            listening.continuation.finish()
        }
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        var configuration = ServiceGroupConfiguration(services: background + [server], logger: quiet)
        configuration.maximumGracefulShutdownDuration = Self.maximumShutdown
        let group = ServiceGroup(configuration: configuration)
        let announcement = Task {
            for await port in listening.stream {
                await onListening("http://\(host.contains(":") ? "[\(host)]" : host):\(port)", group)
            }
        }
        let outcome: Result<Void, any Error>
        await beforeServing(group)
        do {
            outcome = .success(try await group.run())
        } catch {
            outcome = .failure(StartError.binding(host: host, port: port, error) ?? error)
        }
        announcement.cancel()
        await announcement.value
        await close()
        try outcome.get()
    }
}
