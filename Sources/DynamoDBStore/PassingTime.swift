/// Time as it passes, whatever the clocks are set to, and pauses in it. Injected, so that a simulation has its own.
package struct PassingTime: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Between 0 and 1, for the jitter of pauses.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own.
    package static let real = PassingTime(
        now: { .now },
        sleep: { try await Task.sleep(for: $0) },
        random: { .random(in: 0...1) }
    )

    func since(_ moment: ContinuousClock.Instant) -> Duration { moment.duration(to: now()) }
}
