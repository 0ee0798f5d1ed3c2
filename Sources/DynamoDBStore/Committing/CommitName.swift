import NIOConcurrencyHelpers
import Signing

/// Names of commits: no two commits of any instance have the same. At most 34 characters, as the token of a transaction
/// may have 36.
struct CommitName: Sendable {
    private let instance = Hex.encode(SecureRandom.bytes(8))
    private let last = NIOLockedValueBox<UInt64>(0)

    func next() -> String {
        let number = last.withLockedValue { last in
            last += 1
            return last
        }
        return "\(instance)-\(String(number, radix: 36))"
    }

    /// A name for a single use.
    static func once() -> String { Hex.encode(SecureRandom.bytes(16)) }
}
