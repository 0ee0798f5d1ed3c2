import CurlClient
import Foundation
import Inventory
import Sync

/// Sends operations to one shop's Admin GraphQL API and says what came of each.
struct AdminClient: Sendable {
    private let client: CurlClient
    private let endpoint: String
    private let accessToken: String
    private let timeout: Duration

    private static let maximumAnswerBytes = 32 << 20

    /// `base` is `https://{shop}` or what stands in for it.
    init(client: CurlClient, base: String, apiVersion: String, accessToken: String, timeout: Duration) {
        self.client = client
        endpoint = "\(base)/admin/api/\(apiVersion)/graphql.json"
        self.accessToken = accessToken
        self.timeout = timeout
    }

    func run<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables
    ) async throws(AdminFailure) -> AdminAnswer<Operation.Answer> {
        let response: OutboundResponse
        do throws(CurlError) {
            response = try await client.send(try request(operation, variables))
        } catch {
            throw AdminFailure(error)
        }
        return try AdminAnswer(response)
    }

    private func request<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables
    ) throws(CurlError) -> OutboundRequest {
        OutboundRequest(
            method: "POST",
            url: endpoint,
            headers: [
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
                ("X-Shopify-Access-Token", accessToken),
            ],
            body: Self.encode(operation, variables),
            timeout: timeout,
            maxResponseBytes: Self.maximumAnswerBytes,
            // Queries change nothing, and a mutation carries its key.
            isIdempotent: true
        )
    }

    private static func encode<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables
    ) -> [UInt8] {
        let body = RequestBody(query: Operation.document, operationName: Operation.name, variables: variables)
        let encoder = JSONEncoder()
        // A key goes with one request: the same intent is the same bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(body))
        } catch {
            // Variables are texts, whole numbers and lists of them, all of which JSON can hold.
            preconditionFailure("the variables of \(Operation.name) are not JSON: \(error)")
        }
    }

    private struct RequestBody<Variables: Encodable>: Encodable {
        let query: String
        let operationName: String
        let variables: Variables
    }
}

/// What an operation gave, and what the answer says beside it.
struct AdminAnswer<Value: Decodable & Sendable>: Sendable {
    let value: Value
    let throttle: ThrottleState?
    /// Shopify's clock when it answered.
    let date: Timestamp?

    init(_ response: OutboundResponse) throws(AdminFailure) {
        guard (200..<300).contains(response.status) else { throw AdminFailure(response) }
        let envelope: AdminEnvelope<Value>
        do {
            envelope = try JSONDecoder().decode(AdminEnvelope<Value>.self, from: Data(response.body))
        } catch {
            throw AdminFailure(unreadable: error, response)
        }
        throttle = envelope.cost?.throttle
        date = response.headers.date.map { Timestamp(millisecondsSinceEpoch: $0.secondsSinceEpoch * 1000) }
        switch envelope.outcome {
        case .data(let value): self.value = value
        case .errors(let errors): throw AdminFailure(errors, cost: envelope.cost)
        }
    }
}
