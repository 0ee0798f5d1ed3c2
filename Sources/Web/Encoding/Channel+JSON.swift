import Inventory
import JSONPull
import Sync

extension JSONWriter {
    /// All of a channel but its secrets.
    mutating func value(_ channel: Channel, _ state: ChannelState) {
        object { json in
            json.member("channelId", channel.channelId.value)
            json.member("kind", channel.kind.name)
            switch channel.kind {
            case .shopify(let settings):
                json.member("shop", settings.shop)
                json.member("locationId", settings.locationId)
                json.member("adminUrl", settings.adminUrl)
                json.member("apiVersion", settings.apiVersion)
                json.member("authority", settings.authority.rawValue)
            case .http(let url):
                json.member("url", url)
            }
            json.member("paused", channel.pause != nil)
            json.member("pauseReason", channel.pause?.rawValue)
            json.member("status", channel.pause == nil ? state.sending.health.rawValue : "paused")
            json.member("dirty", state.backlog.dirty)
            json.member(
                "oldestDirtySeconds",
                state.backlog.oldestSince.map { state.now.milliseconds(since: $0) / 1000 }
            )
            json.member("lastReconciledAt", channel.lastReconciledAt)
            json.key("pull")
            if let progress = state.pull {
                json.object { json in
                    json.member("kind", progress.kind.rawValue)
                    json.member("dryRun", progress.dryRun)
                    json.member("startedAt", progress.startedAt)
                    json.members(of: progress)
                }
            } else {
                json.null()
            }
            json.key("throttle")
            if let throttle = state.sending.throttle { json.value(throttle) } else { json.null() }
            json.member("lastError", channel.lastError ?? state.sending.lastError)
            json.member("createdAt", channel.createdAt)
            json.member("updatedAt", channel.updatedAt)
        }
    }

    /// How far a long look has come.
    mutating func members(of progress: PullProgress) {
        member("phase", progress.phase.rawValue)
        member("items", progress.items)
        member("totalItems", progress.totalItems.map(Int64.init))
        member("mergedOrders", progress.mergedOrders)
        member("trackedItems", progress.trackedItems)
        member("differences", progress.differences)
    }

    /// The bucket in whole points: fractions of one say nothing.
    private mutating func value(_ throttle: ThrottleState) {
        object { json in
            json.member("maximum", Int64(clamping: throttle.maximum))
            json.member("available", Int64(clamping: throttle.available))
            json.member("restoreRate", Int64(clamping: throttle.restoreRate))
        }
    }
}

extension Int64 {
    /// Whole points of a number that another machine gave: what is none is 0.
    fileprivate init(clamping points: Double) {
        self = points.isFinite ? Int64(Swift.max(0, Swift.min(points, 1e15))) : 0
    }
}
