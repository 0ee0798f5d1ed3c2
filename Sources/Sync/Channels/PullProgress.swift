package import Inventory

/// How far a long look at a channel has come.
package struct PullProgress: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case `import`, reconcile
    }

    package enum Phase: String, Sendable {
        /// Orders changed since the last pass are merged.
        case orders
        /// Which item carries which SKU.
        case items
        /// What each item shows.
        case levels
    }

    package let kind: Kind
    package let dryRun: Bool
    /// The job that it is done for; nil where nobody follows it.
    package let jobId: String?
    package let startedAt: Timestamp
    package internal(set) var phase: Phase
    /// Items looked at in this phase.
    package internal(set) var items = 0
    /// How many there are; nil until the catalogue has been gone through once.
    package internal(set) var totalItems: Int?
    package internal(set) var mergedOrders = 0
    package internal(set) var trackedItems = 0
    package internal(set) var differences = 0
}
