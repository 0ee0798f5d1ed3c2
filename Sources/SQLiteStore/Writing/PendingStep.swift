/// A step that waits for the writer.
struct PendingStep: Sendable {
    /// Answers the caller that the step happened. Called only once its commit is durable.
    typealias Answer = @Sendable () -> Void

    /// Runs the step in the open transaction. May be called more than once: what came of an earlier run was rolled back.
    let run: @Sendable (StepContext) throws -> Answer
    /// Answers the caller that the step did not happen.
    let fail: @Sendable (any Error) -> Void
}
