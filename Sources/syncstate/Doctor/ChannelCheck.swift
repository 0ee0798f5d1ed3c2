import Foundation

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
        return findings
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
            "\(name) (\(channel.kind)) answers in \(probe.milliseconds) ms; \(channel.dirty) SKUs wait"
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
