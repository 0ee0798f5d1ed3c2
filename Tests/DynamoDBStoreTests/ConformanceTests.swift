import SyncTesting
import Testing

@Suite("DynamoDB keeps the promises of the store", .serialized, .enabled(if: StandIn.endpoint != nil))
struct ConformanceTests {
    @Test(arguments: StoreCheck.all)
    func keeps(_ promise: StoreCheck) async throws {
        try await withStore { subject, _, _ in try await promise.run(on: subject) }
    }
}
