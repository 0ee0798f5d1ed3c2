import CurlClient
import Foundation
import Inventory
import Sync

/// Sends operations to one shop's Admin GraphQL API, as its bucket allows, and says what came of each.
struct AdminClient: Sendable {
    let client: CurlClient
    let endpoint: String
    let tokens: AccessTokens
    let gate: ShopGate
    let metrics: AdminMetrics
    let timeout: Duration

    private static let maximumAnswerBytes = 32 << 20

    /// Waits for its turn, then asks once; a second time where the shop refused a token that could be renewed, for then
    /// nothing was carried out.
    func run<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables,
        _ urgency: ShopGate.Urgency
    ) async throws(AdminFailure) -> AdminAnswer<Operation.Answer> {
        let body = Self.encode(operation, variables)
        let kind = CostKind(operation.name, size: operation.size(of: variables))
        let token = try await token { () async throws(GatewayError) in try await tokens.current() }
        do throws(AdminFailure) {
            return try await send(body, kind, urgency, token)
        } catch {
            guard error.isTokenRefused else { throw error }
            let fresh = try await self.token { () async throws(GatewayError) in
                try await tokens.replacement(of: token)
            }
            guard let fresh else { throw error }
            return try await send(body, kind, urgency, fresh)
        }
    }

    private func token<Token>(
        _ body: () async throws(GatewayError) -> Token
    ) async throws(AdminFailure) -> Token {
        do throws(GatewayError) {
            return try await body()
        } catch {
            throw AdminFailure(withoutToken: error)
        }
    }

    private func send<Value>(
        _ body: [UInt8],
        _ kind: CostKind,
        _ urgency: ShopGate.Urgency,
        _ token: String
    ) async throws(AdminFailure) -> AdminAnswer<Value> {
        guard let reservation = await gate.admit(kind, urgency) else { throw AdminFailure.cancelled }
        do throws(AdminFailure) {
            let response: OutboundResponse
            do throws(CurlError) {
                response = try await client.send(request(body, token))
            } catch {
                throw AdminFailure(error)
            }
            let answer = try AdminAnswer<Value>(response)
            gate.settle(reservation, answer.cost, isSpent: true)
            metrics.count(kind.operation, "answered")
            return answer
        } catch {
            gate.settle(reservation, error.cost, isSpent: error.mayHaveBeenSent)
            metrics.count(kind.operation, error.outcome)
            if error.isThrottled { metrics.countThrottled() }
            throw error
        }
    }

    private func request(_ body: [UInt8], _ token: String) -> OutboundRequest {
        OutboundRequest(
            method: "POST",
            url: endpoint,
            headers: [
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
                ("X-Shopify-Access-Token", token),
            ],
            body: body,
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
    let cost: AdminCost?
    /// Shopify's clock when it answered.
    let date: Timestamp?

    var throttle: ThrottleState? { cost?.throttle }

    init(_ response: OutboundResponse) throws(AdminFailure) {
        guard (200..<300).contains(response.status) else { throw AdminFailure(response) }
        let envelope: AdminEnvelope<Value>
        do {
            envelope = try JSONDecoder().decode(AdminEnvelope<Value>.self, from: Data(response.body))
        } catch {
            throw AdminFailure(unreadable: error, response)
        }
        cost = envelope.cost
        date = response.headers.date.map { Timestamp(millisecondsSinceEpoch: $0.secondsSinceEpoch * 1000) }
        switch envelope.outcome {
        case .data(let value): self.value = value
        case .errors(let errors): throw AdminFailure(errors, cost: envelope.cost)
        }
    }
}
