import Foundation
import Inventory

/// Looks at what is known of one channel.
struct ChannelCheck {
    /// As the interface has it.
    struct Channel: Decodable {
        let channelId: String
        let kind: String
        let status: String
        let pauseReason: String?
        let dirty: Int
        let oldestDirtySeconds: Int64?
        let lastError: String?
        let lastReconciledAt: String?
        let createdAt: String
    }

    /// What a light request to it found.
    struct Probe: Decodable {
        let reachable: Bool
        let reason: String?
        let milliseconds: Int64
        /// By how much the channel's clock is ahead of the server's; nil where it tells no time.
        let skewSeconds: Double?
    }

    let channel: Channel
    let stallSeconds: Int64
    /// How often its shop is read whole.
    let reconcileInterval: Duration
    let now: Timestamp

    private var name: String { channel.channelId }

    /// A channel that nothing is sent to may be gone for good.
    var isWorthProbing: Bool { channel.pauseReason == nil }

    func findings() -> [Finding] {
        var findings: [Finding] = []
        switch channel.pauseReason {
        case nil: break
        case "requested"?:
            findings.append(
                .warning(
                    .channel,
                    "\(name) is paused on request; \(channel.dirty) SKUs wait",
                    cure: "POST /v1/channels/\(name)/resume when it may be told again"
                )
            )
        case let reason?:
            findings.append(
                .problem(
                    .channel,
                    "\(name) is paused (\(reason)): \(channel.lastError ?? "no reason is kept"); \(channel.dirty) SKUs wait",
                    cure: "PUT /v1/channels/\(name) with new credentials, or set SHOPIFY_ACCESS_TOKEN and restart"
                )
            )
        }
        if let age = channel.oldestDirtySeconds, age > stallSeconds, channel.pauseReason == nil {
            findings.append(
                .problem(
                    .channel,
                    "\(name) has \(channel.dirty) unsent counts, the oldest for \(age) s",
                    cure: channel.lastError.map { "its last error says why: \($0)" }
                        ?? "see whether a server is running"
                )
            )
        } else if channel.status == "failing" {
            findings.append(
                .warning(
                    .channel,
                    "\(name) is failing: \(channel.lastError ?? "no reason is kept")",
                    cure: "nothing is lost, it is tried again; cure the reason"
                )
            )
        }
        return findings + [fullPassFinding].compactMap(\.self)
    }

    /// Missed webhooks heal with the next full pass: one that does not come is worth a word.
    private var fullPassFinding: Finding? {
        guard channel.kind == "shopify", channel.pauseReason == nil,
            let since = Timestamp(iso8601: channel.lastReconciledAt ?? channel.createdAt)
        else { return nil }
        let age = Duration.milliseconds(now.milliseconds(since: since))
        guard age > reconcileInterval * 3 else { return nil }
        let minutes = age.components.seconds / 60
        return .warning(
            .channel,
            channel.lastReconciledAt == nil
                ? "\(name) was set up \(minutes) min ago and has never been read whole"
                : "\(name) was last read whole \(minutes) min ago",
            cure:
                "the server's log says why its reconciliation does not end; POST /v1/channels/\(name)/reconcile tries now"
        )
    }

    /// How long ago the shop was read whole; empty for a channel that cannot be read.
    private var fullPassText: String {
        guard channel.kind == "shopify" else { return "" }
        guard let since = channel.lastReconciledAt.flatMap(Timestamp.init(iso8601:)) else {
            return "; never read whole yet"
        }
        return "; read whole \(now.milliseconds(since: since) / 60_000) min ago"
    }

    func finding(of probe: Probe) -> Finding {
        guard probe.reachable else {
            return .problem(
                .channel,
                "\(name) cannot be reached: \(probe.reason ?? "no reason is known")",
                cure: "check its address and credentials, and the way to it from this machine"
            )
        }
        return .ok(
            .channel,
            "\(name) (\(channel.kind)) answers in \(probe.milliseconds) ms; \(channel.dirty) SKUs wait\(fullPassText)"
        )
    }
}

/// Compares the server's clock with those of the channels.
struct ClockCheck {
    let skews: [(channel: String, seconds: Double)]

    /// Times of whole seconds and a slow answer account for some.
    private static let tolerance = 5.0

    func findings() -> [Finding] {
        guard !skews.isEmpty else { return [.ok(.clock, "no channel tells its time")] }
        let wrong = skews.filter { abs($0.seconds) > Self.tolerance }
        guard !wrong.isEmpty else { return [.ok(.clock, "it agrees with the channels' clocks")] }
        return wrong.map { skew in
            .problem(
                .clock,
                String(
                    format: "it is %.0f s %@ that of %@",
                    abs(skew.seconds),
                    skew.seconds > 0 ? "behind" : "ahead of",
                    skew.channel
                ),
                cure: "run chrony or systemd-timesyncd: what happened before or after a reading is judged by time"
            )
        }
    }
}
