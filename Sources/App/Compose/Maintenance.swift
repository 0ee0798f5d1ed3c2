import Inventory
import Logging
import Metrics
import ServiceLifecycle
import Sync

/// Work that nobody waits for: taking away rows past their time, and carrying on imports that a crash left half done.
struct Maintenance: Service {
    let store: any Store
    let imports: ImportService
    let unfinished: [(tenant: TenantID, batch: ImportBatch)]
    let clock: any WallClock
    let logger: Logger

    /// Rows of one step: few enough that no webhook waits noticeably for it.
    private static let step = 500
    private static let interval = Duration.seconds(60)
    private static let pause = Duration.milliseconds(20)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await resumeImports()
            await sweepUntilCancelled()
        }
    }

    private func resumeImports() async {
        guard !unfinished.isEmpty else { return }
        do {
            try await imports.resume(unfinished)
            logger.notice("Completed imports that had been interrupted", metadata: ["count": "\(unfinished.count)"])
        } catch is CancellationError {
            // The next start goes on with them.
        } catch {
            logger.error(
                "An interrupted import could not be completed; the next start tries again",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private func sweepUntilCancelled() async {
        let steps = Counter(label: "syncstate_sweep_steps_total")
        while !Task.isCancelled {
            do {
                while try await store.sweepExpired(now: clock.now, limit: Self.step) {
                    steps.increment()
                    try await Task.sleep(for: Self.pause)
                }
                try await Task.sleep(for: Self.interval)
            } catch is CancellationError {
                return
            } catch {
                logger.warning("Expired rows could not be taken away", metadata: ["error": "\(error)"])
                // Cancelled while waiting: the loop's condition ends it.
                try? await Task.sleep(for: Self.interval)
            }
        }
    }
}
