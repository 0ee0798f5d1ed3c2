import CurlClient
import Inventory
import Logging
import Sync

/// Has a shop write its whole catalogue to a file, and fetches that.
///
/// Every way in which it can come to nothing is answered nil and named in the log: the catalogue is read page by page then.
struct BulkOperations: Sendable {
    let admin: AdminClient
    let location: GlobalID<Resource.Location>
    let clock: any WallClock
    let options: ShopifyShops.Options
    let logger: Logger

    /// A file that holds all that the operation found.
    struct Outcome: Sendable {
        let file: BulkFile
        /// By the shop's clock: every level in it was read at this time or later.
        let createdAt: Timestamp
    }

    private static let longestFile: Int64 = 16 << 30
    private static let shortestPoll = Duration.seconds(1)
    private static let longestPoll = Duration.seconds(15)
    /// Failures in a row until a poll or a download is given up.
    private static let attempts = 5

    /// The operation's number; nil where the shop will not have one now.
    func begin() async throws(GatewayError) -> Int64? {
        let answer: AdminAnswer<RunBulkQuery.Answer>
        do throws(AdminFailure) {
            let variables = RunBulkQuery.Variables(query: BulkLevels.query(of: location))
            answer = try await admin.run(RunBulkQuery.self, variables, .walk)
        } catch {
            guard error.isRequestRefused else { throw error.error }
            return giveUp("refused", error.error.reason)
        }
        let payload = answer.value.bulkOperationRunQuery
        guard let operation = payload.bulkOperation, payload.userErrors.isEmpty else {
            let words = payload.userErrors.prefix(3).map { $0.message.prefix(300) }.joined(separator: "; ")
            return giveUp("refused", "Shopify begins no bulk operation: \(words)")
        }
        admin.metrics.countBulk("begun")
        return operation.id.number
    }

    /// Waits for the operation to end and fetches what it found.
    func outcome(of operation: Int64) async throws(GatewayError) -> Outcome? {
        for _ in 0..<Self.attempts {
            guard let ended = try await ended(operation) else { return nil }
            guard let url = ended.url else {
                // Not even the location was found: a page will say why.
                return giveUp("empty", "the bulk operation found nothing")
            }
            if let file = try await download(url, of: ended) {
                admin.metrics.countBulk("fetched")
                return Outcome(file: file, createdAt: ended.createdAt.timestamp)
            }
            // Its address may have expired: it is asked for again.
            try await pause(Self.shortestPoll)
        }
        return giveUp("incomplete", "what the bulk operation found never arrived whole")
    }

    private func ended(_ operation: Int64) async throws(GatewayError) -> BulkOperationByID.Operation? {
        let deadline = clock.now.adding(options.bulkPatience)
        var (delay, failures) = (Self.shortestPoll, 0)
        while clock.now < deadline {
            do throws(AdminFailure) {
                let variables = BulkOperationByID.Variables(id: GlobalID(operation))
                let node = try await admin.run(BulkOperationByID.self, variables, .walk).value.node
                failures = 0
                guard let node else { return giveUp("gone", "Shopify does not know the bulk operation (any more)") }
                switch node.status {
                case .underWay: break
                case .completed: return node
                case .over(let status):
                    return giveUp("failed", "the bulk operation ended as \(status) \(node.errorCode ?? "")")
                }
            } catch {
                failures += 1
                guard error.error.kind != .credentials, failures < Self.attempts, !Task.isCancelled else {
                    throw error.error
                }
                delay = max(delay, error.error.retryAfter ?? .zero)
            }
            try await pause(delay)
            delay = min(delay * 3 / 2, Self.longestPoll)
        }
        return giveUp("late", "the bulk operation has not ended after \(options.bulkPatience.components.seconds) s")
    }

    /// Nil when it did not arrive, or not whole.
    private func download(
        _ url: String,
        of operation: BulkOperationByID.Operation
    ) async throws(GatewayError) -> BulkFile? {
        do {
            let address = try ChannelURL.checked(url, field: "url", allowsQuery: true)
            let file = try BulkFile(in: options.spoolFolder, limit: Self.longestFile)
            // Its address is its own key: the access token stays at home.
            var request = OutboundRequest(url: address, timeout: options.bulkPatience)
            request.download = { try file.append($0) }
            let response = try await admin.client.send(request)
            let received = file.received
            guard response.status == 200 else {
                logger.warning("A bulk operation's file was not given", metadata: ["status": "\(response.status)"])
                return nil
            }
            let isWhole =
                received.lines >= operation.objectCount.value
                && operation.fileSize.map { received.bytes >= $0.value } ?? true
            guard isWhole else {
                logger.warning(
                    "A bulk operation's file came in part",
                    metadata: ["lines": "\(received.lines)", "objects": "\(operation.objectCount.value)"]
                )
                return nil
            }
            return file
        } catch {
            if Task.isCancelled { throw GatewayError(kind: .unavailable, reason: "the reading was cancelled") }
            logger.warning("A bulk operation's file could not be fetched", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func pause(_ duration: Duration) async throws(GatewayError) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw GatewayError(kind: .unavailable, reason: "the reading was cancelled")
        }
    }

    private func giveUp<Value>(_ outcome: String, _ reason: String) -> Value? {
        admin.metrics.countBulk(outcome)
        logger.warning("A catalogue is read page by page, and not in bulk", metadata: ["reason": "\(reason)"])
        return nil
    }
}
