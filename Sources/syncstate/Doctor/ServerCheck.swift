import App
import Sync

/// Looks at an installation through its HTTP interface.
struct ServerCheck {
    let session: Session

    private static let probePatience = Duration.seconds(30)
    /// Every SKU's whole ledger is read.
    private static let ledgerPatience = Duration.seconds(3600)
    private static let listedMismatches = 20

    func findings() async throws -> [Finding] {
        var findings = [try await store()]
        findings += try await ledger()
        findings += try await alerts()
        return findings + (try await channels())
    }

    private func store() async throws -> Finding {
        do {
            _ = try await session.api.call("GET", "/ready")
            return .ok(.store, "it takes writes")
        } catch let failure as CommandFailure where failure.exitCode == .unavailable {
            return .problem(
                .store,
                "it takes no writes: \(failure.message)",
                cure: "look at the server's log and at the disk: full, read-only or slow"
            )
        }
    }

    private func ledger() async throws -> [Finding] {
        struct Deltas: Decodable {
            let physical: Int64
            let reserved: Int64
            let suspense: Int64

            var text: String { "physical \(physical), reserved \(reserved), suspense \(suspense)" }
        }
        struct Mismatch: Decodable {
            let sku: String
            let level: Deltas
            let movements: Deltas
        }
        let bar = ProgressBar("Ledger")
        bar.say("adding up every movement")
        defer { bar.finish() }
        let page = try await session.api.call(
            "GET",
            "/v1/diagnostics/ledger",
            query: [("limit", "\(Self.listedMismatches)")],
            timeout: Self.ledgerPatience
        ).page(of: Mismatch.self)
        guard !page.items.isEmpty else { return [.ok(.ledger, "the movements of every SKU add up to its level")] }
        return page.items.map { row in
            .problem(
                .ledger,
                "\(row.sku): its level is \(row.level.text); its movements add up to \(row.movements.text)",
                cure:
                    "something else wrote to the database: find out what, restore a backup, or count the SKU and set it"
            )
        } + (page.next == nil ? [] : [.problem(.ledger, "and more SKUs", cure: "restore a backup")])
    }

    private func alerts() async throws -> [Finding] {
        struct Summary: Decodable {
            struct Counts: Decodable {
                let total: Int
                let bySeverity: [String: Int]
            }
            let open: Counts
        }
        let summary: Summary = try await session.api.call("GET", "/v1/alerts/summary").data()
        let critical = summary.open.bySeverity["critical"] ?? 0
        guard critical > 0 else { return [.ok(.alerts, "\(summary.open.total) open, none of them critical")] }
        return [
            .warning(
                .alerts,
                "\(critical) critical alerts are open",
                cure: "look at GET /v1/alerts?state=open&severity=critical; docs/OPERATING.md says what each means"
            )
        ]
    }

    private func channels() async throws -> [Finding] {
        let channels = try await session.api.all("/v1/channels", of: ChannelCheck.Channel.self)
        guard !channels.isEmpty else {
            return [
                .warning(
                    .channel,
                    "there is none: nobody is told the counts",
                    cure: "set SHOPIFY_* or PUT /v1/channels/{id}"
                ),
                .ok(.clock, "no channel to compare it with"),
            ]
        }
        var findings: [Finding] = []
        var skews: [(channel: String, seconds: Double)] = []
        for channel in channels {
            let check = ChannelCheck(
                channel: channel,
                stallSeconds: session.settings.rules.stallTime.components.seconds,
                reconcileInterval: session.settings.rules.reconcileInterval,
                now: SystemClock().now
            )
            findings += check.findings()
            guard check.isWorthProbing else { continue }
            let path = "/v1/channels/\(APIClient.percentEncoded(channel.channelId))/probe"
            let probe = try await session.api.call("GET", path, timeout: Self.probePatience)
                .data(as: ChannelCheck.Probe.self)
            findings.append(check.finding(of: probe))
            if probe.reachable, channel.kind == "shopify" {
                findings += try await SubscriptionCheck(api: session.api, channel: channel.channelId).findings()
            }
            if let seconds = probe.skewSeconds { skews.append((channel.channelId, seconds)) }
        }
        return findings + ClockCheck(skews: skews).findings()
    }
}
