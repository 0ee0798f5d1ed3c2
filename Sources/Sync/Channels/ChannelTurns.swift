import Inventory
import NIOConcurrencyHelpers

/// Lets one piece of work at a time have a channel, in the order in which they came.
final class ChannelTurns: Sendable {
    private struct Key: Hashable {
        let tenant: TenantID
        let channel: ChannelID
    }

    /// Who waits for each channel that somebody has.
    private let waiting = NIOLockedValueBox<[Key: [CheckedContinuation<Void, Never>]]>([:])

    func inTurn<Result: Sendable>(
        _ tenant: TenantID,
        _ channel: ChannelID,
        _ work: () async throws -> Result
    ) async throws -> Result {
        let key = Key(tenant: tenant, channel: channel)
        await begin(key)
        defer { end(key) }
        try Task.checkCancellation()
        return try await work()
    }

    private func begin(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLockedValue { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end(_ key: Key) {
        let next: CheckedContinuation<Void, Never>? = waiting.withLockedValue { waiting in
            guard var line = waiting[key], !line.isEmpty else {
                waiting[key] = nil
                return nil
            }
            let first = line.removeFirst()
            waiting[key] = line
            return first
        }
        next?.resume()
    }
}
