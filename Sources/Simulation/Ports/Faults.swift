import Inventory
import Sync

/// What can go wrong with one request to a channel.
enum RequestFault: Hashable, CaseIterable {
    /// Nobody takes the connection: nothing was sent.
    case noConnection
    /// The connection is reset before the request arrives, which we cannot know.
    case requestLost
    /// It is carried out after we have given up on it.
    case lateRequest
    /// It is carried out, and the answer is lost.
    case replyLost
    /// 5xx, and nothing was done.
    case serverError
    /// 5xx, and it was carried out all the same.
    case serverErrorAfterwards
    /// A page of HTML in place of an answer; it may have been carried out.
    case page
    /// THROTTLED.
    case throttled
    /// 429 with `Retry-After`.
    case tooManyRequests
    /// 401: the access token has expired or was revoked.
    case unauthorized
    /// 402: the shop's bill is not paid.
    case frozen
    /// 403: a scope is lacking.
    case forbidden
    /// 404: no such shop.
    case noSuchShop
    /// 423: the shop is locked.
    case locked

    /// How many of a thousand requests it befalls where everything goes wrong.
    fileprivate var share: Int {
        switch self {
        case .replyLost: 45
        case .requestLost, .lateRequest, .serverErrorAfterwards, .page, .throttled: 20
        case .noConnection, .serverError, .tooManyRequests: 15
        case .unauthorized, .frozen, .forbidden, .noSuchShop, .locked: 4
        }
    }

    var error: GatewayError {
        switch self {
        case .noConnection: GatewayError(kind: .unavailable, reason: "no connection")
        case .requestLost, .lateRequest, .replyLost:
            GatewayError(kind: .unavailable, reason: "timed out", mayHaveHappened: true)
        case .serverError, .serverErrorAfterwards:
            GatewayError(kind: .unavailable, reason: "HTTP 503", mayHaveHappened: true)
        case .page: GatewayError(kind: .protocolViolation, reason: "a page of HTML", mayHaveHappened: true)
        case .throttled: GatewayError(kind: .unavailable, reason: "THROTTLED", retryAfter: .seconds(2))
        case .tooManyRequests: GatewayError(kind: .unavailable, reason: "HTTP 429", retryAfter: .seconds(10))
        case .unauthorized: GatewayError(kind: .credentials, reason: "HTTP 401")
        case .frozen: GatewayError(kind: .credentials, reason: "HTTP 402")
        case .forbidden: GatewayError(kind: .credentials, reason: "HTTP 403")
        case .noSuchShop: GatewayError(kind: .credentials, reason: "HTTP 404")
        case .locked: GatewayError(kind: .credentials, reason: "HTTP 423")
        }
    }

    var rarePath: RarePath {
        switch self {
        case .noConnection: .noConnection
        case .requestLost: .lostRequest
        case .lateRequest: .lateRequest
        case .replyLost: .lostReply
        case .serverError: .serverError
        case .serverErrorAfterwards: .serverErrorAfterwards
        case .page: .page
        case .throttled: .throttled
        case .tooManyRequests: .tooManyRequests
        case .unauthorized: .unauthorized
        case .frozen: .frozen
        case .forbidden: .forbidden
        case .noSuchShop: .noSuchShop
        case .locked: .locked
        }
    }
}

/// How much goes wrong, from 0 (nothing) to 100.
struct FaultPlan {
    let level: Int

    static let none = FaultPlan(level: 0)

    /// What befalls the next request; nil where nothing does.
    func draw(_ chance: inout Chance) -> RequestFault? {
        // Shares are of a thousand at level 100.
        var left = chance.index(below: 100_000)
        for fault in RequestFault.allCases {
            if left < fault.share * level { return fault }
            left -= fault.share * level
        }
        return nil
    }

    /// Whether one item of a write is one that the shop takes no count of.
    func spoilsItem(_ chance: inout Chance) -> Bool { chance.perMille(60 * level / 100) }

    /// Whether the shop will not have the write as it is, and names no item.
    func spoilsBatch(_ chance: inout Chance) -> Bool { chance.perMille(30 * level / 100) }

    /// Whether the shop is still at work on a write when the same comes again.
    func isStillAtWork(_ chance: inout Chance) -> Bool { chance.perMille(300 * level / 100) }
}

extension GatewayError {
    static let stillAtWork = GatewayError(
        kind: .unavailable,
        reason: "still at work on this very write",
        retryAfter: .seconds(1),
        mayHaveHappened: true
    )
    static let crashed = GatewayError(kind: .unavailable, reason: "the process ended", mayHaveHappened: true)
}
