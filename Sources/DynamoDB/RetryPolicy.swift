/// How often and after which pauses a call is tried again.
package struct RetryPolicy: Sendable {
    /// The first one included.
    package var attempts: Int
    package var firstPause: Duration
    package var longestPause: Duration
    /// Between 0 and 1; injected so that a test knows it.
    package var random: @Sendable () -> Double
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        attempts: Int = 8,
        firstPause: Duration = .milliseconds(25),
        longestPause: Duration = .seconds(2),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.random = random
        self.sleep = sleep
    }

    /// Exponential with full jitter: anything up to the doubled pause of the attempt before.
    /// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
    package func pause(after attempt: Int) -> Duration {
        let doubled = firstPause * (1 << min(attempt, 16))
        return min(doubled, longestPause) * random()
    }
}
