import Inventory
import NIOConcurrencyHelpers
import Sync

/// The access token of one channel: renewed shortly before it expires and when the shop refuses it.
///
/// What is stored is the truth: a fresh pair is used only once it is durable, and before a renewal the store is asked
/// whether somebody else (another channel of the shop, another process) has renewed it already. After a crash between
/// Shopify's answer and our commit the old refresh token is used again, which Shopify allows.
final class AccessTokens: Sendable {
    private struct State {
        var credentials: ChannelCredentials
        /// A renewal that failed while the token still holds is not tried again before then.
        var notBefore = Timestamp.distantPast
    }

    private let keeper: (any TokenKeeper)?
    private let request: TokenRequest
    private let flight: ShopFlight
    private let clock: any WallClock
    private let metrics: AdminMetrics
    private let state: NIOLockedValueBox<State>

    private static let margin = Duration.seconds(300)
    private static let pause = Duration.seconds(30)

    /// Without a `keeper` nothing is renewed: a fresh pair that is not kept would be lost.
    init(
        _ credentials: ChannelCredentials,
        keeper: (any TokenKeeper)?,
        request: TokenRequest,
        flight: ShopFlight,
        metrics: AdminMetrics
    ) {
        var credentials = credentials
        if keeper == nil { credentials.renewal = nil }
        self.keeper = keeper
        self.request = request
        self.flight = flight
        self.metrics = metrics
        clock = request.clock
        state = NIOLockedValueBox(State(credentials: credentials))
    }

    /// The token to use now.
    func current() async throws(GatewayError) -> String {
        let (held, notBefore) = state.withLockedValue { ($0.credentials, $0.notBefore) }
        let now = clock.now
        guard let expiry = held.renewal?.accessTokenExpiresAt, now.adding(Self.margin) >= expiry,
            now >= expiry || now >= notBefore
        else { return held.accessToken ?? "" }
        do throws(GatewayError) {
            return try await renewed(from: held.accessToken)
        } catch {
            guard now < expiry else { throw error }
            state.withLockedValue { $0.notBefore = now.adding(Self.pause) }
            return held.accessToken ?? ""
        }
    }

    /// The token to use in place of `refused`; nil where there is nothing to renew it with.
    func replacement(of refused: String) async throws(GatewayError) -> String? {
        let held = state.withLockedValue { $0.credentials }
        if let token = held.accessToken, token != refused { return token }
        guard held.renewal != nil else { return nil }
        return try await renewed(from: refused)
    }

    /// Answers a token that is not `old`.
    private func renewed(from old: String?) async throws(GatewayError) -> String {
        // The first flight may have been another channel's, which is of no use where it has an app of its own.
        for _ in 0..<2 {
            if let token = try await adopted(insteadOf: old) { return token }
            let outcome = NIOLockedValueBox<Result<Void, GatewayError>?>(nil)
            await flight.run { [self] in
                let result = await renew(insteadOf: old)
                outcome.withLockedValue { $0 = result }
            }
            if let token = try await adopted(insteadOf: old) { return token }
            if case .failure(let error) = outcome.withLockedValue({ $0 }) { throw error }
        }
        throw GatewayError(kind: .unavailable, reason: "the access token could not be renewed together with another's")
    }

    /// What the store holds, if it is newer.
    private func adopted(insteadOf old: String?) async throws(GatewayError) -> String? {
        guard let stored = try await stored(), let token = stored.accessToken, token != old else { return nil }
        state.withLockedValue { $0.credentials = stored }
        return token
    }

    private func renew(insteadOf old: String?) async -> Result<Void, GatewayError> {
        guard let keeper else { return .success(()) }
        do {
            return try await keeper.alone {
                // Another process may have been quicker.
                if let token = try await stored()?.accessToken, token != old { return .success(()) }
                return await renewNow()
            }
        } catch let error as GatewayError {
            return .failure(error)
        } catch {
            let reason = "the renewal of the access token could not be claimed in the store"
            return .failure(GatewayError(kind: .unavailable, reason: reason))
        }
    }

    private func renewNow() async -> Result<Void, GatewayError> {
        do throws(GatewayError) {
            guard let renewal = try await stored()?.renewal else {
                throw GatewayError(kind: .credentials, reason: "the channel has nothing to renew its access token with")
            }
            let tokens = try await request.renew(renewal)
            try await keep(tokens, renewal.clientId)
            metrics.countRefresh("renewed")
            return .success(())
        } catch {
            metrics.countRefresh(error.kind == .credentials ? "refused" : "failed")
            return .failure(error)
        }
    }

    private func stored() async throws(GatewayError) -> ChannelCredentials? {
        do {
            return try await keeper?.stored()
        } catch {
            throw GatewayError(kind: .unavailable, reason: "the channel's tokens could not be read from the store")
        }
    }

    private func keep(_ tokens: RenewedTokens, _ clientId: String) async throws(GatewayError) {
        do {
            try await keeper?.keep(tokens, clientId: clientId)
        } catch {
            throw GatewayError(kind: .unavailable, reason: "the renewed access token could not be stored")
        }
    }
}
