import CurlClient
import HTTPTypes
package import Logging
import NIOConcurrencyHelpers
import Signing

/// An `http` channel on loopback: takes signed counts and remembers the newest of each SKU.
package final class SandboxSink: Sendable {
    package struct Count: Sendable, Equatable {
        package let count: Int64
        package let version: Int64

        package init(count: Int64, version: Int64) {
            self.count = count
            self.version = version
        }
    }

    /// What it answers from now on.
    package enum Mood: Sendable, Equatable {
        case taking
        /// Answers this and takes nothing. `body` is JSON.
        case failing(status: Int, retryAfter: String? = nil, body: String? = nil)
        /// Takes all but these: 200 and `rejected`.
        case rejecting([String: String])
        /// Takes nothing while one of these is in the batch: 422 and `rejected`.
        case refusing([String: String])
        case silent
        case hangingUp
    }

    package let name: String
    private let secret: Secret
    private let requestedPort: Int
    private let state = NIOLockedValueBox(SinkState())
    private let port = Latch<Int>()
    private let logger: Logger
    private let onEvent: @Sendable (SandboxEvent) -> Void

    package init(
        name: String = "sink",
        secret: String,
        port: Int = 0,
        logger: Logger = Logger(label: "sandbox"),
        onEvent: @escaping @Sendable (SandboxEvent) -> Void = { _ in }
    ) {
        self.name = name
        self.secret = Secret(secret)
        requestedPort = port
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Serves until the task is cancelled.
    package func run() async throws {
        try await LoopbackListener.run(port: requestedPort, running: port, logger: logger) { self.respond(to: $0) }
    }

    /// What a channel's `url` is; waits until the sink is open.
    package func url() async throws -> String {
        "http://127.0.0.1:\(try await port.value())/counts"
    }

    package func set(_ mood: Mood) { state.withLockedValue { $0.mood = mood } }

    package var counts: [String: Count] { state.withLockedValue { $0.counts } }
    package var batches: Int { state.withLockedValue { $0.batches } }
    package var forged: Int { state.withLockedValue { $0.forged } }
    package var late: Int { state.withLockedValue { $0.late } }

    private struct Batch {
        let counts: [(sku: String, count: Count)]

        /// Nil when `body` is not what is promised.
        init?(_ body: [UInt8]) {
            guard case .success(let document) = Result(catching: { try JSONValue(body) }),
                document["txId"].text != nil, let entries = document["counts"].elements
            else { return nil }
            var counts: [(sku: String, count: Count)] = []
            for entry in entries {
                guard let sku = entry["sku"].text, let count = entry["count"].number,
                    let version = entry["version"].number
                else { return nil }
                counts.append((sku, Count(count: count, version: version)))
            }
            self.counts = counts
        }
    }

    private func respond(to request: LoopbackListener.Request) -> LoopbackListener.Answer {
        let header = request.headers[Self.signatureHeader] ?? ""
        guard WebhookSignature.indexOfSigningSecret(header: header, body: request.body, secrets: [secret]) != nil else {
            state.withLockedValue { $0.forged += 1 }
            return .sink(["error": "the signature is not ours"], status: 401)
        }
        guard request.method == "POST", let batch = Batch(request.body) else {
            return .sink(["error": "not a batch of counts"], status: 400)
        }
        let (answer, taken) = state.withLockedValue { state in
            state.batches += 1
            return state.take(batch.counts)
        }
        for (sku, count) in taken {
            onEvent(.told(sink: name, sku: sku, count: count.count, version: count.version))
        }
        return answer
    }

    // The name is a token.
    private static let signatureHeader = HTTPField.Name("X-SyncState-Hmac-Sha256")!
}
