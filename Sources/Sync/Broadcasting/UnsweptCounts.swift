import Inventory
import NIOConcurrencyHelpers

/// What an `http` channel was sent of SKUs that a change of rules had not reached yet. It tells by the version which of
/// two counts is the newer one, and the change raises versions only as its sweep comes by.
final class UnsweptCounts: Sendable {
    private struct Count: Equatable {
        let units: Int64
        let version: Int64

        init?(_ candidate: BroadcastCandidate) {
            guard let level = candidate.level else { return nil }
            units = level.count(under: candidate.rule)
            version = level.version
        }
    }

    /// Of more it is not known whether they were sent.
    private static let mostKept = 10_000

    private let sent = NIOLockedValueBox<[SKU: Count]>([:])

    /// Those that the sweep, which stands at `position`, has not reached, and of which another count may have been sent
    /// under the version that they have.
    func unversioned(_ candidates: [BroadcastCandidate], behind position: String) -> [SKU] {
        sent.withLockedValue { sent in
            candidates.filter { Self.isBehind(position, $0) && sent[$0.mark.sku] != Count($0) }.map(\.mark.sku)
        }
    }

    /// Under their versions these are what is sent.
    func note(_ candidates: [BroadcastCandidate], behind position: String) {
        sent.withLockedValue { sent in
            if sent.count > Self.mostKept { sent = [:] }
            for candidate in candidates where Self.isBehind(position, candidate) {
                sent[candidate.mark.sku] = Count(candidate)
            }
        }
    }

    /// No sweep is under way.
    func forget() { sent.withLockedValue { $0 = [:] } }

    private static func isBehind(_ position: String, _ candidate: BroadcastCandidate) -> Bool {
        position.utf8.lexicographicallyPrecedes(candidate.mark.sku.value.utf8)
    }
}
