import Inventory

/// One term of this instance's work for a channel.
package struct ChannelTerm: Sendable {
    let claims: any ChannelClaims
    let tenant: TenantID
    let channel: ChannelID
    let number: Int64

    /// False once another instance may work for the channel.
    var lasts: Bool { claims.term(tenant, channel) == number }
}
