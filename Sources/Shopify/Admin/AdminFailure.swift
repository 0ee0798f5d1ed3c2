import CurlClient
import Foundation
import Sync

/// Why an operation gave nothing.
struct AdminFailure: Error, Sendable {
    let error: GatewayError
    let cost: AdminCost?
    /// Shopify understood the request and will not have it as it is: sending it again cannot help.
    let isRequestRefused: Bool
    /// The shop did not look at the request because of its rate limit: nothing was carried out.
    let isThrottled: Bool
    /// The shop does not know the access token: nothing was carried out.
    let isTokenRefused: Bool
    /// Whether the request may have reached the shop, whatever became of it there.
    let mayHaveBeenSent: Bool

    var throttle: ThrottleState? { cost?.throttle }

    private init(
        _ kind: GatewayError.Kind,
        _ reason: String,
        retryAfter: Duration? = nil,
        mayHaveHappened: Bool = false,
        cost: AdminCost? = nil,
        isRequestRefused: Bool = false,
        isThrottled: Bool = false,
        isTokenRefused: Bool = false,
        mayHaveBeenSent: Bool = true
    ) {
        error = GatewayError(kind: kind, reason: reason, retryAfter: retryAfter, mayHaveHappened: mayHaveHappened)
        self.cost = cost
        self.isRequestRefused = isRequestRefused
        self.isThrottled = isThrottled
        self.isTokenRefused = isTokenRefused
        self.mayHaveBeenSent = mayHaveBeenSent
    }

    /// Whoever asked has lost interest; nothing was sent.
    static let cancelled = AdminFailure(.unavailable, "the request was cancelled", mayHaveBeenSent: false)

    /// There is no access token to send it with.
    init(withoutToken error: GatewayError) {
        self.init(error.kind, error.reason, retryAfter: error.retryAfter, mayHaveBeenSent: false)
    }

    /// For the metrics.
    var outcome: String {
        if isThrottled { return "throttled" }
        if isRequestRefused { return "refused" }
        return switch error.kind {
        case .credentials: "credentials"
        case .unavailable: mayHaveBeenSent ? "unavailable" : "unsent"
        case .protocolViolation: "unreadable"
        }
    }

    private static let longestWait = Duration.seconds(300)

    /// No answer came.
    init(_ error: CurlError) {
        self.init(
            error.kind == .invalidRequest ? .protocolViolation : .unavailable,
            error.message,
            mayHaveHappened: error.mayHaveBeenSent,
            mayHaveBeenSent: error.mayHaveBeenSent
        )
    }

    /// An answer that is not 2xx; its body may be anything.
    init(_ response: OutboundResponse) {
        let retryAfter = response.headers.retryAfter(limit: Self.longestWait)
        switch response.status {
        case 401:
            self.init(
                .credentials,
                "Shopify answered 401: the access token is not valid (any more)",
                isTokenRefused: true
            )
        case 402: self.init(.credentials, "Shopify answered 402: the shop is frozen until its bill is paid")
        case 403: self.init(.credentials, "Shopify answered 403: the access token lacks a scope, or the shop is closed")
        case 404: self.init(.credentials, "Shopify answered 404: there is no such shop, or no such API version")
        case 423: self.init(.credentials, "Shopify answered 423: the shop is locked")
        case 300..<400:
            self.init(.credentials, "Shopify answered \(response.status): the shop has moved; give its own address")
        case 429, 430:
            self.init(
                .unavailable,
                "Shopify answered \(response.status): too many requests",
                retryAfter: retryAfter,
                isThrottled: true
            )
        case 400, 405, 406, 411, 413, 414, 415, 422:
            self.init(.protocolViolation, "Shopify answered \(response.status)", isRequestRefused: true)
        default:
            self.init(
                .unavailable,
                "Shopify answered \(response.status)",
                retryAfter: retryAfter,
                mayHaveHappened: response.status >= 500 || response.status == 408
            )
        }
    }

    /// 2xx with a body that is not what was asked for, such as a page of HTML.
    init(unreadable error: any Error, _ response: OutboundResponse) {
        let what =
            switch error {
            case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: "is not JSON"
            case DecodingError.keyNotFound(let key, let context):
                "lacks \(Self.path(context.codingPath + [key]))"
            case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
                DecodingError.valueNotFound(_, let context):
                "holds something else at \(Self.path(context.codingPath))"
            default: "cannot be read"
            }
        self.init(
            .protocolViolation,
            "Shopify answered \(response.status) with a body that \(what)",
            mayHaveHappened: true
        )
    }

    /// 200, and errors instead of data.
    init(_ errors: [AdminError], cost: AdminCost?) {
        let codes = Set(errors.map(\.code))
        let words = errors.prefix(3).map { $0.message.prefix(300) }.joined(separator: "; ")
        if codes.contains("THROTTLED") {
            let wait = cost?.wait.map { min($0, Self.longestWait) }
            self.init(
                .unavailable,
                "Shopify throttles us",
                retryAfter: wait ?? .seconds(1),
                cost: cost,
                isThrottled: true
            )
        } else if !codes.isDisjoint(with: ["ACCESS_DENIED", "SHOP_INACTIVE", "UNAUTHORIZED", "FORBIDDEN"]) {
            self.init(.credentials, "Shopify refuses access: \(words)", cost: cost)
        } else if !codes.isDisjoint(with: ["INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"]) {
            self.init(.unavailable, "Shopify failed: \(words)", mayHaveHappened: true, cost: cost)
        } else {
            self.init(
                .protocolViolation,
                "Shopify refuses the request: \(words)",
                cost: cost,
                isRequestRefused: true
            )
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
