package import Inventory

/// What a light request to a channel found.
package struct ChannelProbe: Sendable, Equatable {
    /// Nil when it answered.
    package let failure: String?
    package let took: Duration
    /// The channel's clock when it answered; nil where it tells no time.
    package let channelTime: Timestamp?
    /// Ours at that moment.
    package let ourTime: Timestamp

    /// By how much the channel's clock is ahead of ours.
    package var skew: Duration? {
        channelTime.map { .milliseconds($0.millisecondsSinceEpoch - ourTime.millisecondsSinceEpoch) }
    }
}

extension ChannelOperations {
    /// Whether a channel can be reached with its credentials. Changes nothing there or here.
    ///
    /// Throws `DomainError.notFound`.
    package func probe(_ tenant: TenantID, _ id: ChannelID) async throws -> ChannelProbe {
        guard let entry = directory.entry(tenant, id) else { throw DomainError.notFound("There is no channel \(id)") }
        let gateway = gateways.gateway(for: entry)
        let began = ContinuousClock.now
        do throws(GatewayError) {
            let channelTime = try await gateway.probe()
            return ChannelProbe(
                failure: nil,
                took: began.duration(to: .now),
                channelTime: channelTime,
                ourTime: clock.now
            )
        } catch {
            return ChannelProbe(
                failure: error.reason,
                took: began.duration(to: .now),
                channelTime: nil,
                ourTime: clock.now
            )
        }
    }
}
