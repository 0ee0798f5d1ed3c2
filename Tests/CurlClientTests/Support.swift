import CurlClient
import Testing

/// Long enough that only a defect reaches it, on any machine.
let patience = Duration.seconds(60)

/// Waits until the condition holds; fails the test if it does not within the test's patience.
func eventually(_ what: Comment, _ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: patience)
    while !condition() {
        try #require(ContinuousClock.now < deadline, what)
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// Runs the closure with a client and a server, and ends both.
func withClient(
    _ configuration: CurlClient.Configuration = .init(),
    server handler: @escaping LoopbackServer.Handler,
    _ body: (CurlClient, LoopbackServer) async throws -> Void
) async throws {
    let server = try LoopbackServer(handler)
    defer { server.stop() }
    let client = try CurlClient(configuration: configuration)
    do {
        try await body(client, server)
    } catch {
        await client.shutdown()
        throw error
    }
    await client.shutdown()
}

/// The error that sending throws.
func failure(of client: CurlClient, _ request: OutboundRequest) async throws -> CurlError {
    try await #require(throws: CurlError.self) { try await client.send(request) }
}
