import Metrics

/// What the requests to one shop are measured by.
struct AdminMetrics: Sendable {
    private let shop: String
    private let points: Gauge
    private let wait: Metrics.Timer
    private let throttled: Counter

    init(shop: String) {
        self.shop = shop
        let dimensions = [("shop", shop)]
        points = Gauge(label: "syncstate_shopify_points_available", dimensions: dimensions)
        wait = Metrics.Timer(label: "syncstate_shopify_throttle_wait_seconds", dimensions: dimensions)
        throttled = Counter(label: "syncstate_shopify_throttled_total", dimensions: dimensions)
    }

    func available(_ available: Double) { points.record(available) }

    func waited(_ duration: Duration) { wait.recordMilliseconds(duration / .milliseconds(1)) }

    /// Shopify turned a request away because of its rate limit: our belief of the bucket was wrong, or it was never asked.
    func countThrottled() { throttled.increment() }

    /// `outcome`: `answered`, or why not.
    func count(_ operation: String, _ outcome: String) {
        let dimensions = [("shop", shop), ("operation", operation), ("outcome", outcome)]
        Counter(label: "syncstate_shopify_requests_total", dimensions: dimensions).increment()
    }

    func countRefresh(_ outcome: String) {
        let dimensions = [("shop", shop), ("outcome", outcome)]
        Counter(label: "syncstate_shopify_token_refreshes_total", dimensions: dimensions).increment()
    }

    func countBulk(_ outcome: String) {
        let dimensions = [("shop", shop), ("outcome", outcome)]
        Counter(label: "syncstate_shopify_bulk_operations_total", dimensions: dimensions).increment()
    }
}
