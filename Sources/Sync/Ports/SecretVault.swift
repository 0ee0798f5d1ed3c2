package import Inventory

/// Seals what is secret before it is stored, bound to the row it belongs to.
package protocol SecretVault: Sendable {
    func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) throws -> [UInt8]
    func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) throws -> ChannelCredentials
}

/// Opened credentials of a channel. Never printed.
package struct ChannelCredentials: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Shopify's Admin token; nil for `http` channels and after an uninstall.
    package var accessToken: String?
    /// What signs deliveries from (`shopify`) or pushes to (`http`) the channel: the current one first, then previous.
    package var signingSecrets: [String]
    /// How a token that expires is renewed; nil for one that does not.
    package var renewal: TokenRenewal?

    package init(accessToken: String?, signingSecrets: [String], renewal: TokenRenewal? = nil) {
        self.accessToken = accessToken
        self.signingSecrets = signingSecrets
        self.renewal = renewal
    }

    package var description: String { "ChannelCredentials(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
