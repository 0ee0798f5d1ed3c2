package import CurlClient
package import Inventory
package import Signing
package import Sync

/// The way out to a channel of the kind `http`: any system that takes a signed JSON push.
package struct HTTPChannelGateway: ChannelGateway {
    package static let signatureHeader = "X-SyncState-Hmac-Sha256"

    package let batchLimit = 1000
    private let url: String
    private let secret: Secret
    private let client: CurlClient
    private let timeout: Duration

    /// `secret` signs the raw body; `timeout` is for the whole exchange.
    package init(url: String, secret: Secret, client: CurlClient, timeout: Duration = .seconds(10)) {
        self.url = url
        self.secret = secret
        self.client = client
        self.timeout = timeout
    }

    package func push(_ batch: PushBatch) async -> PushReport {
        let body = CountsBody.encode(batch)
        let request = OutboundRequest(
            method: "POST",
            url: url,
            headers: [
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
                (Self.signatureHeader, WebhookSignature.header(body: body, secret: secret)),
            ],
            body: body,
            timeout: timeout,
            maxResponseBytes: Self.maximumAnswerBytes,
            // Absolute counts: who gets them twice ends in the same state.
            isIdempotent: true
        )
        do throws(CurlError) {
            return PushAnswer.report(try await client.send(request), to: batch)
        } catch {
            return PushAnswer.report(error)
        }
    }

    package func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        throw Self.cannotBeRead
    }

    package func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        throw Self.cannotBeRead
    }

    package func ordersPage(
        updatedSince since: Timestamp,
        after cursor: String?
    ) async throws(GatewayError) -> OrdersPage {
        throw Self.cannotBeRead
    }

    package func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? {
        throw Self.cannotBeRead
    }

    /// Whatever it answers to a `HEAD`, somebody is there, also if no such thing is known there (501): what it takes is a
    /// signed `POST`.
    package func probe() async throws(GatewayError) -> Timestamp? {
        let response: OutboundResponse
        do throws(CurlError) {
            response = try await client.send(OutboundRequest(method: "HEAD", url: url, timeout: timeout))
        } catch {
            throw GatewayError(kind: .unavailable, reason: error.message)
        }
        guard response.status < 500 || response.status == 501 else {
            throw GatewayError(kind: .unavailable, reason: "it answered \(response.status)")
        }
        return response.headers["Date"].flatMap(HTTPDate.init).map {
            Timestamp(millisecondsSinceEpoch: $0.secondsSinceEpoch * 1000)
        }
    }

    private static let maximumAnswerBytes = 1 << 20
    private static let cannotBeRead = GatewayError(
        kind: .protocolViolation,
        reason: "a channel of the kind http is told counts and cannot be asked"
    )
}
