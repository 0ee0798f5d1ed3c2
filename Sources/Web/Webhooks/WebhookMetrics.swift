import Metrics

/// What came to the webhook paths before a use case saw it; what became of the rest is counted there.
struct WebhookMetrics: Sendable {
    let received = Counter(label: "syncstate_webhooks_received_total")
    let verified = Counter(label: "syncstate_webhooks_verified_total")
    let unverified = Counter(label: "syncstate_webhooks_unverified_total")
    let turnedAway = Counter(label: "syncstate_webhooks_turned_away_total")
}
