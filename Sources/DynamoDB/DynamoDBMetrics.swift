import Metrics

/// What the client reports: requests, retries, failures and consumed capacity, by operation and never by key.
enum DynamoDBMetrics {
    static func answered(_ operation: String, in duration: Duration) {
        Timer(label: "syncstate_dynamodb_request_seconds", dimensions: [("operation", operation)])
            .record(duration: duration)
    }

    static func retried(_ operation: String, _ failure: DynamoDBError) {
        Counter(
            label: "syncstate_dynamodb_retries_total",
            dimensions: [("operation", operation), ("reason", reason(failure))]
        )
        .increment()
    }

    static func failed(_ operation: String, _ failure: DynamoDBError) {
        Counter(
            label: "syncstate_dynamodb_failures_total",
            dimensions: [("operation", operation), ("reason", reason(failure))]
        )
        .increment()
    }

    /// Capacity units of one answer, read and write alike.
    static func consumed(_ operation: String, units: Double) {
        FloatingPointCounter(
            label: "syncstate_dynamodb_capacity_units_total",
            dimensions: [("operation", operation)]
        )
        .increment(by: units)
    }

    private static func reason(_ failure: DynamoDBError) -> String {
        switch failure {
        case .cancelled: "cancelled"
        case .conditionFailed: "condition"
        case .throttled: "throttled"
        case .unavailable: "unavailable"
        case .notFound: "not_found"
        case .inUse: "in_use"
        case .denied: "denied"
        case .invalid: "invalid"
        case .invalidAnswer: "answer"
        }
    }
}
