import ArgumentParser

/// Looks whether a shop's webhooks lead here.
struct SubscriptionCheck {
    let api: APIClient
    let channel: String

    /// What every busy shop delivers.
    private static let telling = ["inventory_levels/update", "orders/create", "orders/updated", "orders/paid"]
    private static let door = "/webhook/shopify"

    func findings() async throws -> [Finding] {
        let held: [ShopSubscription]
        do {
            held = try await api.subscriptions(channel)
        } catch let failure as CommandFailure where failure.exitCode == .failure {
            return [
                .warning(
                    .channel,
                    failure.message,
                    cure: "the access token needs the scopes of webhooks/shopify.app.toml"
                )
            ]
        }
        guard let address = Self.address(of: held) else { return [try await withoutAny()] }
        let report = try await api.register(channel, address, prune: false, dryRun: true)
        let amiss = report.steps.filter(\.isAmiss)
        guard !amiss.isEmpty else {
            return [.ok(.channel, "\(channel) delivers every topic that is used to \(report.uri)")]
        }
        return [
            .warning(
                .channel,
                "\(channel) does not deliver as it should: \(amiss.map(\.topic).joined(separator: ", "))",
                cure: "syncstate webhooks register \(channel) --address \(address), or the app's configuration"
            )
        ]
    }

    /// The door that most of them lead to; nil when none does.
    private static func address(of held: [ShopSubscription]) -> String? {
        let doors = held.map(\.uri).filter { $0.hasSuffix(door) }
        return Set(doors).max { left, right in
            (doors.count { $0 == left }, left) < (doors.count { $0 == right }, right)
        }
    }

    /// The subscriptions of an app's configuration are not listed: that some deliveries came is what can be known.
    private func withoutAny() async throws -> Finding {
        struct Row: Decodable { let channelId: String? }
        for topic in Self.telling {
            let rows = try await api.call("GET", "/v1/transactions", query: [("action", topic), ("limit", "250")])
                .page(of: Row.self).items
            if rows.contains(where: { $0.channelId == channel }) {
                return .ok(.channel, "\(channel) delivers webhooks, asked for by the app's configuration")
            }
        }
        return .warning(
            .channel,
            "\(channel) was asked for no webhooks through its API, and none has come",
            cure:
                "syncstate webhooks register \(channel) --address https://…, unless webhooks/shopify.app.toml is deployed"
        )
    }
}
