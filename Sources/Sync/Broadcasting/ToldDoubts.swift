package import Inventory
import NIOConcurrencyHelpers

/// The doubt about each channel, one as long as we alone work for it, whatever becomes of its workers: in a new term
/// nobody knows which replies another instance has lost.
package final class ToldDoubts: Sendable {
    private struct Key: Hashable {
        let tenant: TenantID
        let channel: ChannelID
    }

    private let held = NIOLockedValueBox<[Key: (term: Int64, doubt: ToldDoubt)]>([:])

    package init() {}

    package func doubt(_ tenant: TenantID, _ channel: ChannelID, in term: Int64) -> ToldDoubt {
        held.withLockedValue { held in
            let key = Key(tenant: tenant, channel: channel)
            if let known = held[key], known.term == term { return known.doubt }
            let doubt = ToldDoubt()
            held[key] = (term, doubt)
            return doubt
        }
    }
}
