import Metrics

/// What the writer reports: once for each commit, never for each row.
struct WriterMetrics {
    private let batchSize = Recorder(label: "syncstate_commit_batch_size")
    private let commitTime = Metrics.Timer(label: "syncstate_commit_seconds")
    private let queue = Gauge(label: "syncstate_store_queue")
    private let failures = Counter(label: "syncstate_commit_failures_total")

    func waiting(_ steps: Int) { queue.record(steps) }

    func committed(steps: Int, in duration: Duration) {
        batchSize.record(steps)
        commitTime.record(duration: duration)
    }

    func failed() { failures.increment() }
}
