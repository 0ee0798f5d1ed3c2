/// A rule broken on purpose, to see that the simulator notices. All of them are made outside of the rules themselves: in
/// what goes in and out of them.
package enum Mutation: String, Sendable, CaseIterable {
    /// Sets counts without comparing.
    case blindSet = "blind-set"
    /// Takes every delivery for a new one.
    case noDedup = "no-dedup"
    /// Applies every snapshot as if nothing were held of its order.
    case replay = "replay"
    /// Takes every level that a channel tells for the physical count.
    case believeLevels = "believe-levels"
    /// Derives the idempotency key from the counts.
    case keyFromValue = "key-from-value"
    /// Sends a write of unknown fate again under a new key.
    case freshKey = "fresh-key"
    /// Takes a write without a reply for one that did not happen.
    case lostIsFailed = "lost-is-failed"
    /// Sends what an item has spoiled again at once, under a key that nobody has stored.
    case unstoredKey = "unstored-key"
    /// Takes old snapshots of orders for new ones.
    case noFencing = "no-fencing"
    /// Tells counts that keep nothing back of what seems sold.
    case ignoreMissing = "ignore-missing"
    /// Takes an item for told though it was marked again while it was told.
    case clearWithoutGeneration = "clear-without-generation"
    /// Forgets the intent of a write before its fate is known.
    case forgetIntent = "forget-intent"
    /// Forgets what readings contained.
    case noBaseline = "no-baseline"
    /// Forgets what readings contained that were made anew and did not become ours.
    case noRelearning = "no-relearning"
    /// Tells counts computed before the last commit.
    case staleCount = "stale-count"

    /// Within how many steps from any first seed on it is noticed, with `faults` of it.
    package var stepsToNotice: Int {
        switch self {
        case .blindSet, .ignoreMissing, .staleCount: 1_000
        case .noDedup, .believeLevels: 2_500
        case .forgetIntent: 10_000
        case .replay, .noFencing, .noBaseline, .keyFromValue: 20_000
        case .clearWithoutGeneration, .freshKey: 20_000
        case .lostIsFailed: 30_000
        case .unstoredKey, .noRelearning: 40_000
        }
    }

    /// What only shows when replies are lost or things coincide needs more of that.
    package var faults: Int {
        switch self {
        case .freshKey, .lostIsFailed, .unstoredKey, .clearWithoutGeneration, .keyFromValue, .forgetIntent,
            .noRelearning:
            100
        default: 50
        }
    }
}
