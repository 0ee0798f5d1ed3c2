import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Signing
import Testing

@testable import App

/// Runs the closure with a directory of its own, which is gone afterwards.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("syncstate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
    return try await body(url.path)
}

/// Settings of a server on a free port with its data in `directory`.
func settings(_ directory: String, _ more: [String: String] = [:]) throws -> Settings {
    let own = ["PORT": "0", "SQLITE_PATH": "\(directory)/syncstate.db", "LOG_LEVEL": "error"]
    return try Settings(SettingsSource(environment: own.merging(more) { $1 }))
}

/// What the log said.
final class Lines: LogOutput {
    private let held = NIOLockedValueBox<[String]>([])
    var all: [String] { held.withLockedValue { $0 } }
    func write(line: String) { held.withLockedValue { $0.append(line) } }
}

/// Serves while the closure runs, stops gracefully, and answers the closure's result.
func serving<Result: Sendable>(
    _ settings: Settings,
    for purpose: SyncStateServer.Purpose = .serving,
    log: Lines = Lines(),
    _ body: @escaping @Sendable (_ server: SyncStateServer, _ url: String, _ http: CurlClient) async throws -> Result
) async throws -> Result {
    let logger = Logger(label: "test") { LineLogHandler(label: $0, level: .info, format: .json, output: log) }
    let server = try await SyncStateServer.composed(settings, for: purpose, logger: logger)
    let outcome = NIOLockedValueBox<Swift.Result<Result, any Error>?>(nil)
    try await server.run { url, group in
        do {
            let http = try CurlClient()
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(server, url, http)) } catch { result = .failure(error) }
            await http.shutdown()
            outcome.withLockedValue { $0 = result }
        } catch {
            outcome.withLockedValue { $0 = .failure(error) }
        }
        await group.triggerGracefulShutdown()
    }
    return try #require(outcome.withLockedValue { $0 }).get()
}

extension CurlClient {
    func call(
        _ method: String,
        _ url: String,
        key: Secret? = nil,
        json: String? = nil
    ) async throws -> (status: Int, text: String) {
        var request = OutboundRequest(method: method, url: url)
        if let key { request.headers.append(("Authorization", "Bearer \(key.reveal())")) }
        if let json {
            request.headers.append(("Content-Type", "application/json"))
            request.body = Array(json.utf8)
        }
        let response = try await send(request)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }
}
