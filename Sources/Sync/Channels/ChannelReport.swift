package import Inventory

/// What an import of a catalogue or a reconciliation found, and did unless it was a dry run.
package struct ChannelReport: Sendable, Equatable {
    package struct Difference: Sendable, Equatable {
        package let sku: SKU
        /// What we believed the channel shows; for an import, the physical count held here.
        package let expected: Int64?
        package let live: Int64?
        package let unexplained: Int64
        /// `observe`, `track`, `write`, `none`.
        package let action: String

        package init(sku: SKU, expected: Int64?, live: Int64?, unexplained: Int64, action: String) {
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
    /// SKUs that several items carry; none of them is tracked or written.
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
        if differences.count < Self.listedDifferences {
            differences.append(difference)
        } else {
            unlistedDifferences += 1
        }
    }
}
