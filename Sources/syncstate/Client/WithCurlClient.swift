import CurlClient

/// Runs `body` with a client of its own and ends the client, whatever comes of it.
func withCurlClient<Result>(_ body: (CurlClient) async throws -> Result) async throws -> Result {
    let client = try CurlClient()
    do {
        let result = try await body(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}
