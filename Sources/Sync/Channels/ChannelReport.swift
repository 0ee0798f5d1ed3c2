package import Inventory

/// What an import of a catalogue or a reconciliation found, and did unless it was a dry run.
package struct ChannelReport: Sendable, Equatable {
    /// What is done about a difference, or would be if it were no dry run.
    package enum Action: String, Sendable {
        /// The shop's count becomes ours: nobody had said how many there are.
        case track
        /// Our count is written to the shop.
        case write
        /// The first knowledge of what the channel shows.
        case learn
        /// Looked into: what seems sold is kept back at once, and after the settle time the channel's authority decides.
        case observe
        /// Too recent to be judged: it is read again.
        case reread
        /// No longer stocked or counted at the channel's location: what it showed is no longer looked into.
        case release
        /// Older than what is known, or nobody knows yet what became of a count that was told: nothing is done.
        case none
    }

    package struct Difference: Sendable, Equatable {
        package let sku: SKU
        /// What we believed the channel shows; for an import, the count that it is to be told.
        package let expected: Int64?
        package let live: Int64?
        /// Units that nobody has explained: above 0 the channel shows more than orders explain, below 0 fewer.
        package let unexplained: Int64
        package let action: Action

        package init(sku: SKU, expected: Int64?, live: Int64?, unexplained: Int64, action: Action) {
            self.sku = sku
            self.expected = expected
            self.live = live
            self.unexplained = unexplained
            self.action = action
        }
    }

    package let dryRun: Bool
    package var checkedItems = 0
    /// SKUs that became tracked by the shop's counts, or would.
    package var trackedItems = 0
    package var itemsWithoutSKU = 0
    package var mergedOrders = 0
    /// SKUs that several items carry, at most `listedDifferences` of them; none of them is tracked or written.
    package var duplicates: [SKU] = []
    package var differences: [Difference] = []
    /// How many differences there are beyond those listed.
    package var unlistedDifferences = 0
    package let startedAt: Timestamp
    package var finishedAt: Timestamp

    /// More would be no help to a reader and no limit to memory.
    package static let listedDifferences = 1000

    package init(dryRun: Bool, startedAt: Timestamp) {
        self.dryRun = dryRun
        self.startedAt = startedAt
        finishedAt = startedAt
    }

    mutating func add(_ difference: Difference) {
        if difference.action == .track {
            trackedItems += 1
        } else if differences.count < Self.listedDifferences {
            differences.append(difference)
        } else {
            unlistedDifferences += 1
        }
    }
}
