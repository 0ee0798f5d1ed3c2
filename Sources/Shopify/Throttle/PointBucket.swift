import Inventory
import Sync

/// What we believe of the bucket of a shop's rate limit: Shopify takes points out of it for every request and restores it
/// steadily up to its size.
///
/// The belief errs on the safe side: a request under way counts as not yet charged by Shopify, whether it is or not, until
/// its own answer tells.
struct PointBucket: Sendable {
    private(set) var maximum: Double
    private(set) var restoreRate: Double
    /// At `asOf`, without what is under way.
    private var level: Double
    private var asOf: Timestamp
    private(set) var underWay = 0.0

    /// What Shopify gives the smallest plan, full: the first answer tells more. Source: shared facts, "Rate limits".
    init(now: Timestamp) {
        (maximum, restoreRate, level, asOf) = (2000, 100, 2000, now)
    }

    /// What a new request may take. Below 0 where more is under way than there is.
    func free(at now: Timestamp) -> Double { restored(at: now) - underWay }

    /// How long until `cost` is free; what never fits counts as the whole bucket.
    func wait(for cost: Double, at now: Timestamp) -> Duration {
        let missing = min(cost, maximum) - free(at: now)
        return missing > 0 ? .seconds(missing / restoreRate) : .zero
    }

    mutating func reserve(_ cost: Double) { underWay += cost }

    /// An answer came, and said what is left.
    mutating func settle(_ reserved: Double, _ state: ThrottleState, at now: Timestamp) {
        release(reserved)
        // Numbers of another machine: a bucket that never fills would hold everything up for ever.
        if state.maximum.isFinite, state.maximum >= 1 { maximum = state.maximum }
        if state.restoreRate.isFinite, state.restoreRate > 0 { restoreRate = max(state.restoreRate, 1) }
        if state.available.isFinite { level = min(max(state.available, 0), maximum) }
        asOf = now
    }

    /// Nothing was said of the bucket. `isSpent`: the request may have reached the shop.
    mutating func settle(_ reserved: Double, isSpent: Bool, at now: Timestamp) {
        release(reserved)
        guard isSpent else { return }
        level = max(restored(at: now) - reserved, 0)
        asOf = now
    }

    func state(at now: Timestamp) -> ThrottleState {
        ThrottleState(maximum: maximum, available: max(free(at: now), 0), restoreRate: restoreRate)
    }

    private mutating func release(_ reserved: Double) { underWay = max(underWay - reserved, 0) }

    /// A clock that was set back restores nothing.
    private func restored(at now: Timestamp) -> Double {
        let seconds = Double(max(now.milliseconds(since: asOf), 0)) / 1000
        return min(maximum, level + restoreRate * seconds)
    }
}
