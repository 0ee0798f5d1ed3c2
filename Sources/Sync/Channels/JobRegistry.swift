package import Inventory
import NIOConcurrencyHelpers

/// Work that may take longer than a caller waits: it goes on, and is followed by its id. Kept in memory, the newest
/// hundred of each process.
package final class JobRegistry<Result: Sendable>: Sendable {
    package enum State: Sendable {
        case running
        case finished(Result)
        case failed(any Error)
    }

    package struct Job: Sendable {
        package let jobId: String
        package let tenant: TenantID
        package let channel: ChannelID
        package let kind: String
        package let startedAt: Timestamp
        package var state: State
    }

    private static var capacity: Int { 100 }

    private let jobs = NIOLockedValueBox<[Job]>([])

    package init() {}

    package func job(_ tenant: TenantID, _ jobId: String) -> Job? {
        jobs.withLockedValue { $0.first { $0.jobId == jobId && $0.tenant == tenant } }
    }

    /// Starts `work` and waits for it at most `patience`. Answers its result, or nil when it goes on by itself.
    package func run(
        _ jobId: String,
        tenant: TenantID,
        channel: ChannelID,
        kind: String,
        startedAt: Timestamp,
        patience: Duration,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        jobs.withLockedValue { jobs in
            jobs.append(
                Job(
                    jobId: jobId,
                    tenant: tenant,
                    channel: channel,
                    kind: kind,
                    startedAt: startedAt,
                    state: .running
                )
            )
            if jobs.count > Self.capacity { jobs.removeFirst() }
        }
        let (finished, signal) = AsyncStream<State>.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Not a child: it outlives the caller who stopped waiting.
        Task {
            let state: State
            do { state = .finished(try await work()) } catch { state = .failed(error) }
            self.finish(jobId, state)
            signal.yield(state)
            signal.finish()
        }
        let alarm = Task {
            do { try await Task.sleep(for: patience) } catch { return }
            signal.finish()
        }
        defer { alarm.cancel() }
        for await state in finished {
            switch state {
            case .finished(let result): return result
            case .failed(let error): throw error
            case .running: break
            }
        }
        return nil
    }

    private func finish(_ jobId: String, _ state: State) {
        jobs.withLockedValue { jobs in
            guard let index = jobs.firstIndex(where: { $0.jobId == jobId }) else { return }
            jobs[index].state = state
        }
    }
}
