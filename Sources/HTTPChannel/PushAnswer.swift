import CurlClient
import JSONPull
import Sync

/// What an answer to a batch means.
///
/// 2xx: taken, but for the items named in `rejected`. 400, 413, 415, 422: nothing of it was taken; the items that it names
/// are refused, the others are pushed again, and where it names none the batch is refused as a whole. All else: the
/// channel is not there now.
enum PushAnswer {
    static func report(_ response: OutboundResponse, to batch: PushBatch) -> PushReport {
        switch response.status {
        case 200..<300: taken(response, batch)
        case 400, 413, 415, 422: refused(response, batch)
        case 401, 402, 403, 423: unavailable(response, .credentials)
        default: unavailable(response, .unavailable)
        }
    }

    static func report(_ error: CurlError) -> PushReport {
        PushReport(
            .unavailable(
                GatewayError(
                    kind: .unavailable,
                    reason: error.message,
                    mayHaveHappened: error.mayHaveBeenSent
                )
            )
        )
    }

    private static func taken(_ response: OutboundResponse, _ batch: PushBatch) -> PushReport {
        do {
            let complaints = try Complaints(response.body)
            return PushReport(
                .answered(
                    batch.items.enumerated().map { index, item in
                        complaints?.complaint(about: item.sku, at: index).map { .refused($0) } ?? .told(at: nil)
                    }
                )
            )
        } catch {
            // It took the batch but for items that we cannot make out: told again, until it can be read.
            return PushReport(
                .unavailable(
                    GatewayError(
                        kind: .protocolViolation,
                        reason: "answered \(response.status) with a body that cannot be read: \(error)",
                        mayHaveHappened: true
                    )
                )
            )
        }
    }

    private static func refused(_ response: OutboundResponse, _ batch: PushBatch) -> PushReport {
        let complaints: Complaints?
        do {
            complaints = try Complaints(response.body)
        } catch {
            return PushReport(.batchRefused("\(phrase(response)), and its body cannot be read: \(error)"))
        }
        let named = batch.items.enumerated().map { complaints?.complaint(about: $1.sku, at: $0) }
        guard named.contains(where: { $0 != nil }) else {
            return PushReport(.batchRefused(phrase(response, saying: complaints?.message)))
        }
        return PushReport(.answered(named.map { $0.map { .refused($0) } ?? .again }))
    }

    private static func unavailable(_ response: OutboundResponse, _ kind: GatewayError.Kind) -> PushReport {
        PushReport(
            .unavailable(
                GatewayError(
                    kind: kind,
                    reason: phrase(response),
                    retryAfter: response.headers.retryAfter(),
                    mayHaveHappened: response.status >= 500
                )
            )
        )
    }

    private static func phrase(_ response: OutboundResponse, saying message: String? = nil) -> String {
        let advice =
            switch response.status {
            case 300..<400: "; redirects are not followed, so set the address that it moved to"
            case 401, 403: "; does it know the channel's signing secret?"
            case 404: "; is the channel's address right?"
            default: ""
            }
        return "answered \(response.status)\(message.map { ": \($0)" } ?? "")\(advice)"
    }
}
