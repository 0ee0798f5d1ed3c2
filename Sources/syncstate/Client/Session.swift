import App
import CurlClient
import Foundation
import Logging
import ServiceLifecycle
import Signing

/// A command's way to an installation. Every command speaks the HTTP interface, whoever serves it.
struct Session: Sendable {
    let api: APIClient
    let settings: Settings

    /// Runs `body` against the server at `--url`; without one against a server of this process' own, on a free port of
    /// loopback; or, if another process has the database open, against the one at HOST:PORT.
    static func run<Result: Sendable>(
        _ connection: ConnectionOptions,
        _ options: SettingsOptions,
        _ body: @escaping @Sendable (Session) async throws -> Result
    ) async throws -> Result {
        let settings = try options.settings()
        if let address = connection.url {
            return try await atServer(address, connection, settings, body)
        }
        let server: SyncStateServer
        do {
            server = try await .composed(settings, for: .command, logger: logger)
        } catch let error as StartError where error.cause == .storeInUse {
            let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
            return try await atServer("http://\(host):\(settings.port)", connection, settings, body)
        }
        return try await atOwn(server, connection, settings, body)
    }

    /// Only what is wrong: a command's output is its result.
    private static var logger: Logger { Observability.logger(level: .error) }

    private static func atServer<Result: Sendable>(
        _ address: String,
        _ connection: ConnectionOptions,
        _ settings: Settings,
        _ body: @Sendable (Session) async throws -> Result
    ) async throws -> Result {
        guard let key = settings.apiKey else {
            throw SettingsError(.apiKey, "is not set, and \(address) wants a key: set it to one of that server's")
        }
        return try await withCurlClient { http in
            let api = APIClient(address: trimmed(address), key: key, tenant: connection.tenant, http: http)
            return try await body(Session(api: api, settings: settings))
        }
    }

    private static func atOwn<Result: Sendable>(
        _ server: SyncStateServer,
        _ connection: ConnectionOptions,
        _ settings: Settings,
        _ body: @escaping @Sendable (Session) async throws -> Result
    ) async throws -> Result {
        let outcome = AsyncStream<Swift.Result<Result, any Error>>.makeStream(bufferingPolicy: .bufferingNewest(1))
        try await server.run { address, group in
            do {
                let result = try await withCurlClient { http in
                    let api = APIClient(address: address, key: server.processKey, tenant: connection.tenant, http: http)
                    return try await body(Session(api: api, settings: settings))
                }
                outcome.continuation.yield(.success(result))
            } catch {
                outcome.continuation.yield(.failure(error))
            }
            await group.triggerGracefulShutdown()
        }
        outcome.continuation.finish()
        for await result in outcome.stream { return try result.get() }
        throw CommandFailure("the command's own server ended before it had listened", .unavailable)
    }

    private static func trimmed(_ address: String) -> String {
        var rest = address[...]
        while rest.last == "/" { rest.removeLast() }
        return String(rest)
    }
}
