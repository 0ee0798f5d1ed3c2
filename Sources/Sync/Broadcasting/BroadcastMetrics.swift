import Inventory
import Metrics

/// What one channel's sending is measured by.
struct BroadcastMetrics: Sendable {
    private let retries: Counter
    let told: Counter
    let stale: Counter
    private let batches: Counter
    private let batchSize: Recorder
    private let latency: Metrics.Timer
    private let dirty: Gauge
    private let oldestDirty: Gauge
    private let lastFullPass: Gauge

    init(channel: ChannelID) {
        let dimensions = [("channel", channel.value)]
        retries = Counter(label: "syncstate_broadcast_retries_total", dimensions: dimensions)
        told = Counter(label: "syncstate_counts_told_total", dimensions: dimensions)
        stale = Counter(label: "syncstate_compare_and_set_stale_total", dimensions: dimensions)
        batches = Counter(label: "syncstate_broadcasts_total", dimensions: dimensions)
        batchSize = Recorder(label: "syncstate_broadcast_batch_size", dimensions: dimensions)
        latency = Metrics.Timer(label: "syncstate_broadcast_latency_seconds", dimensions: dimensions)
        dirty = Gauge(label: "syncstate_dirty", dimensions: dimensions)
        oldestDirty = Gauge(label: "syncstate_oldest_dirty_seconds", dimensions: dimensions)
        lastFullPass = Gauge(label: "syncstate_last_full_pass_age_seconds", dimensions: dimensions)
    }

    func countRetry() { retries.increment() }

    func waiting(_ backlog: Backlog, age: Duration) {
        dirty.record(backlog.dirty)
        oldestDirty.record(age.components.seconds)
    }

    /// The channel was last read whole so long ago, or made so long ago and never read whole.
    func fullPass(age: Duration) { lastFullPass.record(age.components.seconds) }

    /// Says nothing more of a backlog that another instance works at.
    func leave() {
        for gauge in [dirty, oldestDirty, lastFullPass] { gauge.destroy() }
    }

    /// A batch leaves; its oldest item has waited since `oldest`.
    func sent(_ items: Int, oldest: Timestamp?, now: Timestamp) {
        batches.increment()
        batchSize.record(items)
        if let oldest { latency.recordMilliseconds(now.milliseconds(since: oldest)) }
    }
}
