/// Exponential backoff with full jitter, at most five minutes.
struct Backoff: Sendable {
    static let longest = Duration.seconds(300)
    private static let base = Duration.milliseconds(250)

    /// How long to wait after `failures` failures in a row (at least 1); never less than the other side asked for.
    static func delay(afterFailures failures: Int, asked: Duration? = nil) -> Duration {
        let doublings = min(max(failures, 1) - 1, 12)
        let ceiling = min(base * (1 << doublings), longest)
        let jittered = ceiling * Double.random(in: 0.5...1)
        return max(jittered, min(asked ?? .zero, longest))
    }
}
