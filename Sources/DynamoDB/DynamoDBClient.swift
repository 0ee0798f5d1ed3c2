package import CurlClient
import JSONPull
import Metrics

/// Speaks DynamoDB's JSON protocol (version 20120810) through the one door out. Throttling, 5xx and lost replies are tried
/// again by `RetryPolicy`; whoever writes without a condition or a token must be content to write twice.
package struct DynamoDBClient: Sendable {
    package struct Configuration: Sendable {
        package var region: String
        /// Without a trailing slash; nil for the region's own.
        package var endpoint: String?
        package var timeout: Duration
        package var retries: RetryPolicy

        package init(
            region: String,
            endpoint: String? = nil,
            timeout: Duration = .seconds(10),
            retries: RetryPolicy = RetryPolicy()
        ) {
            self.region = region
            self.endpoint = endpoint
            self.timeout = timeout
            self.retries = retries
        }

        package var url: String { (endpoint ?? "https://dynamodb.\(region).amazonaws.com") + "/" }
    }

    /// Carries its requests; whoever stands in between takes this one's place.
    package let wire: any DynamoDBWire
    private let retries: RetryPolicy

    package init(http: CurlClient, configuration: Configuration, credentials: any CredentialSource) {
        self.init(
            wire: HTTPWire(http: http, configuration: configuration, credentials: credentials),
            retries: configuration.retries
        )
    }

    package init(wire: any DynamoDBWire, retries: RetryPolicy) {
        self.wire = wire
        self.retries = retries
    }

    /// Sends one operation and answers the body of its success.
    ///
    /// Throws `DynamoDBError`; `CancellationError` when the task was cancelled between two attempts.
    func call(_ operation: String, _ write: (inout JSONWriter) throws -> Void) async throws -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        try writer.object(write)
        let policy = retries
        var mayHaveHappened = false
        var attempt = 1
        while true {
            let failure: DynamoDBError
            do {
                return try await attemptCall(operation, writer.bytes)
            } catch let trouble as Trouble {
                failure = trouble.error
                if case .unavailable(_, true) = failure { mayHaveHappened = true }
                guard trouble.isTransient, attempt < policy.attempts else {
                    DynamoDBMetrics.failed(operation, failure)
                    if case .unavailable(let reason, _) = failure {
                        throw DynamoDBError.unavailable(reason, mayHaveHappened: mayHaveHappened)
                    }
                    if case .cancelled(let reasons, _) = failure {
                        throw DynamoDBError.cancelled(reasons, afterLostReply: mayHaveHappened)
                    }
                    throw failure
                }
            }
            DynamoDBMetrics.retried(operation, failure)
            try await policy.sleep(policy.pause(after: attempt))
            attempt += 1
        }
    }

    /// Waits before the rest of a batch that was carried out in part is sent again.
    ///
    /// Throws `DynamoDBError.throttled` once all attempts are used up.
    func pause(_ operation: String, _ attempt: Int) async throws {
        let failure = DynamoDBError.throttled("\(operation) was carried out in part")
        guard attempt < retries.attempts else {
            DynamoDBMetrics.failed(operation, failure)
            throw failure
        }
        DynamoDBMetrics.retried(operation, failure)
        try await retries.sleep(retries.pause(after: attempt))
    }

    private struct Trouble: Error {
        let error: DynamoDBError
        let isTransient: Bool
    }

    private func attemptCall(_ operation: String, _ body: [UInt8]) async throws -> [UInt8] {
        let start = ContinuousClock.now
        let answer: WireAnswer
        do {
            answer = try await wire.send(operation, body)
        } catch let failure as WireFailure {
            throw Trouble(
                error: failure.kind == .invalid
                    ? .invalid(failure.reason)
                    : .unavailable(failure.reason, mayHaveHappened: failure.mayHaveHappened),
                isTransient: failure.kind == .passing
            )
        }
        DynamoDBMetrics.answered(operation, in: start.duration(to: .now))
        if answer.status == 200 { return answer.body }
        let (error, isTransient) = ErrorAnswer(answer.body).error(status: answer.status)
        throw Trouble(error: error, isTransient: isTransient)
    }
}
