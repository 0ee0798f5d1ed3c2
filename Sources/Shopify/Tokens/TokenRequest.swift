import CurlClient
import Foundation
import Inventory
import Sync

/// The exchange of a refresh token for a fresh pair. Source: shared facts, "Tokens"; RFC 6749, sections 5 and 6.
///
/// Shopify takes the refresh token again, with the same outcome, until its successor is used: whoever lost the answer asks
/// once more.
struct TokenRequest: Sendable {
    let client: CurlClient
    /// `https://{shop}` or what stands in for it.
    let base: String
    let clock: any WallClock

    private static let timeout = Duration.seconds(20)
    private static let maximumAnswerBytes = 64 << 10
    private static let longestWait = Duration.seconds(300)

    func renew(_ renewal: TokenRenewal) async throws(GatewayError) -> RenewedTokens {
        let asked = clock.now
        let response: OutboundResponse
        do throws(CurlError) {
            response = try await client.send(try request(renewal))
        } catch {
            throw GatewayError(
                kind: error.kind == .invalidRequest ? .protocolViolation : .unavailable,
                reason: "the access token could not be renewed: \(error.message)"
            )
        }
        guard (200..<300).contains(response.status) else { throw Self.refusal(response) }
        do {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(response.body))
            return RenewedTokens(
                accessToken: answer.accessToken,
                refreshToken: answer.refreshToken ?? renewal.refreshToken,
                accessTokenExpiresAt: answer.expiresIn.map { asked.adding(.seconds($0)) },
                refreshTokenExpiresAt: answer.refreshTokenExpiresIn.map { asked.adding(.seconds($0)) }
            )
        } catch {
            throw GatewayError(
                kind: .unavailable,
                reason: "the access token could not be renewed: Shopify's answer holds no token"
            )
        }
    }

    private func request(_ renewal: TokenRenewal) throws(CurlError) -> OutboundRequest {
        let body = Body(
            clientId: renewal.clientId,
            clientSecret: renewal.clientSecret,
            refreshToken: renewal.refreshToken
        )
        let bytes: [UInt8]
        do {
            bytes = Array(try JSONEncoder().encode(body))
        } catch {
            // Four texts, which JSON can hold.
            preconditionFailure("the request for a token is not JSON: \(error)")
        }
        return OutboundRequest(
            method: "POST",
            url: "\(base)/admin/oauth/access_token",
            headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
            body: bytes,
            timeout: Self.timeout,
            maxResponseBytes: Self.maximumAnswerBytes,
            isIdempotent: true
        )
    }

    /// Why there is no token. What the answer says of it is Shopify's own and may be long; only its code is told on.
    private static func refusal(_ response: OutboundResponse) -> GatewayError {
        switch response.status {
        case 400..<500 where response.status != 408 && response.status != 429:
            // A page of HTML has no code.
            let code = try? JSONDecoder().decode(Refusal.self, from: Data(response.body)).error
            let cure =
                code == "invalid_client"
                ? "check the app's client id and client secret and put the channel anew"
                : "open the app in the shop's admin, so that it is given tokens again, and put the channel with the new "
                    + "accessToken and refreshToken"
            let named = code.flatMap { $0.wholeMatch(of: /[a-z_]{1,64}/) == nil ? nil : " \($0)" } ?? ""
            return GatewayError(
                kind: .credentials,
                reason: "the access token has to be renewed, and Shopify answered \(response.status)\(named): \(cure)"
            )
        default:
            return GatewayError(
                kind: .unavailable,
                reason: "the access token could not be renewed: Shopify answered \(response.status)",
                retryAfter: response.headers.retryAfter(limit: longestWait)
            )
        }
    }

    private struct Body: Encodable {
        let clientId: String
        let clientSecret: String
        let grantType = "refresh_token"
        let refreshToken: String

        private enum CodingKeys: String, CodingKey {
            case clientId = "client_id"
            case clientSecret = "client_secret"
            case grantType = "grant_type"
            case refreshToken = "refresh_token"
        }
    }

    private struct Answer: Decodable {
        let accessToken: String
        /// Seconds.
        let expiresIn: Int64?
        let refreshToken: String?
        let refreshTokenExpiresIn: Int64?

        private enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
            case refreshToken = "refresh_token"
            case refreshTokenExpiresIn = "refresh_token_expires_in"
        }
    }

    private struct Refusal: Decodable {
        let error: String
    }
}
