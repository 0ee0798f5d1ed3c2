import Inventory
import Sync

/// Of an instance that works for every channel and hears of others' commits only by its beat.
struct BeatingClaims: ChannelClaims {
    private let sole = SoleInstance()

    func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64? { sole.term(tenant, channel) }

    func during<Result: Sendable>(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result { try await body() }

    func regardless<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result { try await body() }

    func alone<Result: Sendable>(
        at work: SharedWork,
        _ body: () async throws -> Result
    ) async throws -> Result { try await body() }

    func lookNow() {}

    func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async {
        while !Task.isCancelled {
            beat()
            // Cancelled at the end of the test.
            do { try await Task.sleep(for: .milliseconds(10)) } catch { return }
        }
    }
}
