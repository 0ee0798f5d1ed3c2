package import Inventory

/// One term of this instance's work for a channel.
package struct ChannelTerm: Sendable {
    let claims: any ChannelClaims
    let tenant: TenantID
    let channel: ChannelID
    let number: Int64

    package init(claims: any ChannelClaims, tenant: TenantID, channel: ChannelID, number: Int64) {
        self.claims = claims
        self.tenant = tenant
        self.channel = channel
        self.number = number
    }

    /// False once another instance may work for the channel.
    var lasts: Bool { claims.term(tenant, channel) == number }
}
