package import Inventory
import NIOConcurrencyHelpers

/// How each channel's sending goes, as this process sees it.
package final class ChannelStatusBoard: Sendable {
    package struct Entry: Sendable, Equatable {
        package enum Health: String, Sendable {
            case ok, throttled, failing
        }

        package var health: Health = .ok
        package var lastError: String?
        package var throttle: ThrottleState?
    }

    private struct Key: Hashable {
        let tenant: TenantID
        let channel: ChannelID
    }

    private let entries = NIOLockedValueBox<[Key: Entry]>([:])

    package init() {}

    package func entry(_ tenant: TenantID, _ channel: ChannelID) -> Entry {
        entries.withLockedValue { $0[Key(tenant: tenant, channel: channel)] } ?? Entry()
    }

    func update(_ tenant: TenantID, _ channel: ChannelID, _ change: (inout Entry) -> Void) {
        entries.withLockedValue { change(&$0[Key(tenant: tenant, channel: channel), default: Entry()]) }
    }

    func forget(_ tenant: TenantID, _ channel: ChannelID) {
        entries.withLockedValue { $0[Key(tenant: tenant, channel: channel)] = nil }
    }
}
