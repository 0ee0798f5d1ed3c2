import Sync

/// What every answer is wrapped in. Where there are errors, the data is not looked at: a part of it is missing.
struct AdminEnvelope<Value: Decodable>: Decodable {
    enum Outcome {
        case data(Value)
        case errors([AdminError])
    }

    let outcome: Outcome
    let cost: AdminCost?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        cost = try container.decodeIfPresent(Extensions.self, forKey: .extensions)?.cost
        let errors = try container.decodeIfPresent([AdminError].self, forKey: .errors) ?? []
        outcome = errors.isEmpty ? .data(try container.decode(Value.self, forKey: .data)) : .errors(errors)
    }

    private enum Key: CodingKey {
        case data, errors, extensions
    }

    private struct Extensions: Decodable {
        let cost: AdminCost?
    }
}

/// An error of the whole request. Source: `errors` of the recorded answers.
struct AdminError: Decodable {
    let message: String
    let extensions: Extensions?

    struct Extensions: Decodable {
        let code: String?
    }

    var code: String { extensions?.code ?? "" }
}

/// What a request cost, in points, and what is left.
struct AdminCost: Decodable, Sendable {
    let requestedQueryCost: Double?
    let throttleStatus: Status?

    struct Status: Decodable, Sendable {
        let maximumAvailable: Double
        let currentlyAvailable: Double
        let restoreRate: Double
    }

    var throttle: ThrottleState? {
        throttleStatus.map {
            ThrottleState(
                maximum: $0.maximumAvailable,
                available: $0.currentlyAvailable,
                restoreRate: $0.restoreRate
            )
        }
    }

    /// How long until the bucket holds what the request asks for; nil where that cannot be told.
    var wait: Duration? {
        guard let requestedQueryCost, let status = throttleStatus, status.restoreRate > 0 else { return nil }
        return .seconds(max(0, requestedQueryCost - status.currentlyAvailable) / status.restoreRate)
    }
}
