package import Inventory

/// What a channel's expiring access token is renewed with. Never printed.
package struct TokenRenewal: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The app's, public.
    package var clientId: String
    package var clientSecret: String
    /// Each renewal gives the next one.
    package var refreshToken: String
    /// By our clock; nil where nobody said.
    package var accessTokenExpiresAt: Timestamp?
    package var refreshTokenExpiresAt: Timestamp?
    /// The refresh token that a person gave last: while the same one is given again, what has come of it since stays.
    package var givenToken: String

    package init(
        clientId: String,
        clientSecret: String,
        refreshToken: String,
        accessTokenExpiresAt: Timestamp?,
        refreshTokenExpiresAt: Timestamp?
    ) {
        self.clientId = clientId
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.accessTokenExpiresAt = accessTokenExpiresAt
        self.refreshTokenExpiresAt = refreshTokenExpiresAt
        givenToken = refreshToken
    }

    package var description: String { "TokenRenewal(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ChannelCredentials {
    /// These credentials as they were given, but with the tokens that have come meanwhile of the refresh token that they
    /// name: whoever gives the same ones again does not bring back tokens that are spent.
    package func keepingTokens(of held: ChannelCredentials?) -> ChannelCredentials {
        guard let given = renewal, let heldToken = held?.accessToken, let kept = held?.renewal,
            kept.givenToken == given.givenToken, kept.clientId == given.clientId
        else { return self }
        var credentials = self
        credentials.accessToken = heldToken
        credentials.renewal?.refreshToken = kept.refreshToken
        credentials.renewal?.accessTokenExpiresAt = kept.accessTokenExpiresAt
        credentials.renewal?.refreshTokenExpiresAt = kept.refreshTokenExpiresAt
        return credentials
    }
}

/// A fresh pair of tokens, as the channel gave it.
package struct RenewedTokens: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    package let accessToken: String
    package let refreshToken: String
    package let accessTokenExpiresAt: Timestamp?
    package let refreshTokenExpiresAt: Timestamp?

    package init(
        accessToken: String,
        refreshToken: String,
        accessTokenExpiresAt: Timestamp?,
        refreshTokenExpiresAt: Timestamp?
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.accessTokenExpiresAt = accessTokenExpiresAt
        self.refreshTokenExpiresAt = refreshTokenExpiresAt
    }

    package var description: String { "RenewedTokens(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where a channel's tokens are kept. What it answers is durable.
package protocol TokenKeeper: Sendable {
    /// As they are stored now; nil when the channel is gone or its secrets cannot be opened.
    func stored() async throws -> ChannelCredentials?
    /// Keeps a fresh pair for every channel of the same shop and app, in one commit: the one before it is dead.
    func keep(_ tokens: RenewedTokens, clientId: String) async throws
    /// Runs `renewal` once nobody else, in whatever process, renews the tokens of the same shop. What it keeps is kept only
    /// if that still holds then.
    func alone<Result: Sendable>(_ renewal: () async throws -> Result) async throws -> Result
}
