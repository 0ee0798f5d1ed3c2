import Metrics

/// What the committer reports, under the names that the other engine uses where they mean the same.
enum CommitMetrics {
    static func committed(steps: Int, in duration: Duration) {
        Recorder(label: "syncstate_commit_batch_size").record(steps)
        Metrics.Timer(label: "syncstate_commit_seconds").record(duration: duration)
    }

    static func failed() { Counter(label: "syncstate_commit_failures_total").increment() }

    /// A commit whose rows another instance had changed meanwhile.
    static func stale() { Counter(label: "syncstate_dynamodb_stale_commits_total").increment() }
}
