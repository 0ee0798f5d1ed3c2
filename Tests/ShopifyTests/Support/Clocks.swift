import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync

/// The time of day as the system has it.
struct RealClock: WallClock {
    var now: Timestamp { Timestamp(millisecondsSinceEpoch: Int64(Date.now.timeIntervalSince1970 * 1000)) }
}

/// A clock that stands still until it is moved, and whose sleepers wake when it is.
final class VirtualClock: WallClock {
    private struct State {
        var now = Timestamp(millisecondsSinceEpoch: 1_795_253_400_000)
        var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Bool, Never>)] = [:]
        var nextId = 0
    }

    private let state = NIOLockedValueBox(State())

    var now: Timestamp { state.withLockedValue { $0.now } }

    /// How many sleep now.
    var sleepers: Int { state.withLockedValue { $0.sleepers.count } }

    func sleep(for duration: Duration) async throws {
        let id = state.withLockedValue { state in
            state.nextId += 1
            return state.nextId
        }
        let isRested = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    guard duration > .zero, !Task.isCancelled else { return true }
                    state.sleepers[id] = (state.now.adding(duration), continuation)
                    return false
                }
                if isOver { continuation.resume(returning: !Task.isCancelled) }
            }
        } onCancel: {
            let sleeper = state.withLockedValue { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(returning: false)
        }
        if !isRested { throw CancellationError() }
    }

    func advance(by duration: Duration) {
        let woken = state.withLockedValue { state in
            state.now = state.now.adding(duration)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    /// Moves on in steps until `condition` holds: whoever sleeps is woken when it is due, and what follows from it is
    /// waited for.
    func run(step: Duration = .milliseconds(10), until condition: @Sendable () -> Bool) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while !condition() {
            guard ContinuousClock.now < deadline else { throw Unexpected("nothing came of it in 20 seconds") }
            advance(by: step)
            for _ in 0..<5 { await Task.yield() }
        }
    }
}

/// Waits until `condition` holds, at most 20 seconds.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(20))
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw Unexpected("it did not come to that in 20 seconds") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
