import Inventory
import Sync

/// What goes wrong on the way to a channel and back. Shares are per thousand requests.
struct FaultPlan {
    var requestLost = 0
    var replyLost = 0
    var lateRequest = 0
    var serverError = 0
    var throttled = 0
    var credentials = 0
    var refusedItem = 0

    static let none = FaultPlan()

    /// `level` from 0 (none) to 100.
    init(level: Int) {
        requestLost = level * 4 / 10
        replyLost = level * 6 / 10
        lateRequest = level * 2 / 10
        serverError = level * 4 / 10
        throttled = level * 3 / 10
        credentials = level * 1 / 20
        refusedItem = level * 3 / 10
    }

    private init() {}
}

extension GatewayError {
    static let requestLost = GatewayError(kind: .unavailable, reason: "timed out", mayHaveHappened: true)
    static let serverError = GatewayError(kind: .unavailable, reason: "HTTP 503")
    static let throttled = GatewayError(kind: .unavailable, reason: "THROTTLED", retryAfter: .seconds(2))
    static let refusal = GatewayError(kind: .credentials, reason: "HTTP 401")
    static let crashed = GatewayError(kind: .unavailable, reason: "the process ended", mayHaveHappened: true)
}
