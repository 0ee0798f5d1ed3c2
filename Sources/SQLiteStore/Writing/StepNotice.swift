import Inventory
import Sync

/// What one step, or neighbouring steps of one tenant, have to tell once their commit is durable.
struct StepNotice {
    let tenant: TenantID
    private(set) var events: [ChangeEvent]
    private(set) var dirtied: [NumberedChannel]
    private(set) var attention: [ChannelID: Timestamp]

    init(
        tenant: TenantID,
        events: [ChangeEvent],
        dirtied: [NumberedChannel],
        attention: [ChannelID: Timestamp]
    ) {
        self.tenant = tenant
        self.events = events
        self.dirtied = dirtied
        self.attention = attention
    }

    mutating func append(_ next: StepNotice) {
        events += next.events
        for channel in next.dirtied where !dirtied.contains(where: { $0 === channel }) { dirtied.append(channel) }
        if !next.attention.isEmpty { attention.merge(next.attention, uniquingKeysWith: min) }
    }

    var commitNotice: CommitNotice {
        CommitNotice(
            tenant: tenant,
            events: events,
            dirtied: Set(dirtied.map(\.channel.channelId)),
            attention: attention
        )
    }
}
