import SyncTesting
import Testing

@Suite("SQLite keeps the promises of the store")
struct ConformanceTests {
    @Test(arguments: StoreCheck.all)
    func keeps(_ promise: StoreCheck) async throws {
        try await withStore { subject, _, _ in try await promise.run(on: subject) }
    }
}
