/// The leaky bucket of a shop's rate limit, in points.
struct ThrottleBucket: Sendable {
    let maximum: Double
    let restorePerSecond: Double
    private var available: Double
    private var filledAt: ShopTime?

    init(maximum: Double, restorePerSecond: Double) {
        self.maximum = maximum
        self.restorePerSecond = restorePerSecond
        available = maximum
    }

    /// False, and nothing is taken, when the bucket holds less.
    mutating func take(_ points: Double, at now: ShopTime) -> Bool {
        refill(at: now)
        guard available >= points else { return false }
        available -= points
        return true
    }

    /// What a request was thought to cost and did not.
    mutating func giveBack(_ points: Double) {
        available = min(maximum, available + points)
    }

    mutating func empty(at now: ShopTime) {
        refill(at: now)
        available = 0
    }

    /// As in `extensions.cost`. `actual` is nil for a request that was not carried out.
    func cost(requested: Int64, actual: Int64?) -> JSONValue {
        [
            "requestedQueryCost": .integer(requested),
            "actualQueryCost": actual.map(JSONValue.integer) ?? .null,
            "throttleStatus": [
                "maximumAvailable": .decimal("\(maximum)"),
                "currentlyAvailable": .integer(Int64(available)),
                "restoreRate": .decimal("\(restorePerSecond)"),
            ],
        ]
    }

    private mutating func refill(at now: ShopTime) {
        if let filledAt, filledAt < now {
            let seconds = Double(now.milliseconds - filledAt.milliseconds) / 1000
            available = min(maximum, available + seconds * restorePerSecond)
        }
        filledAt = max(filledAt ?? now, now)
    }
}
