import DequeModule
import NIOCore

/// One run of a plan. Belongs to its event loop.
final class LoadRun {
    private let plan: LoadPlan
    private let expectedText: [UInt8]
    private let eventLoop: any EventLoop
    private let promise: EventLoopPromise<LoadResult>

    private var connections: [LoadConnection] = []
    private var idle: [LoadConnection] = []
    /// Due, but every connection is busy.
    private var overdue = Deque<Int>()
    private var next = 0
    private var underWay = 0
    private var isOver = false
    private var start = NIODeadline.distantPast
    private var latencies: [Int64] = []
    private var dueTimes: [UInt64]

    init(_ plan: LoadPlan, on eventLoop: any EventLoop, promise: EventLoopPromise<LoadResult>) {
        self.plan = plan
        self.eventLoop = eventLoop
        self.promise = promise
        expectedText = Array(plan.expectedText.utf8)
        latencies.reserveCapacity(plan.count)
        dueTimes = Array(repeating: 0, count: plan.requests.count)
    }

    func run() {
        let opening = (0..<plan.connections).map { _ in
            LoadConnection.open(port: plan.port, on: eventLoop).map { [self] in connections.append($0) }.nonisolated()
        }
        EventLoopFuture.andAllSucceed(opening, on: eventLoop).assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success: begin()
            case .failure(let error): fail(error)
            }
        }
    }

    private func begin() {
        start = .now()
        idle = connections
        switch plan.pace {
        case .closedLoop:
            for connection in connections { sendNext(on: connection) }
        case .openLoop:
            sendWhatIsDue()
        }
    }

    private var mayIssue: Bool { next < plan.count && NIODeadline.now() - start < sendingTime }
    private var sendingTime: TimeAmount { TimeAmount(plan.sendingTime) }

    // MARK: Closed loop

    private func sendNext(on connection: LoadConnection) {
        guard mayIssue else { return finishIfDone() }
        send(next, due: .now(), on: connection)
        next += 1
    }

    // MARK: Open loop

    private func due(_ index: Int, _ rate: Double) -> NIODeadline {
        start + .nanoseconds(Int64(Double(index) / rate * 1e9))
    }

    private func sendWhatIsDue() {
        guard case .openLoop(let rate) = plan.pace else { return }
        while mayIssue, due(next, rate) <= .now() {
            overdue.append(next)
            next += 1
        }
        drainOverdue(rate)
        guard mayIssue else { return finishIfDone() }
        eventLoop.assumeIsolated().scheduleTask(deadline: due(next, rate)) { [self] in sendWhatIsDue() }
    }

    private func drainOverdue(_ rate: Double) {
        while !overdue.isEmpty, let connection = idle.popLast() {
            let index = overdue.removeFirst()
            send(index, due: due(index, rate), on: connection)
        }
    }

    // MARK: Both

    private func send(_ index: Int, due: NIODeadline, on connection: LoadConnection) {
        underWay += 1
        let place = index % plan.requests.count
        dueTimes[place] = due.uptimeNanoseconds
        connection.send(plan.requests[place]) { [self] result in
            underWay -= 1
            do {
                try check(try result.get())
            } catch {
                return fail(error)
            }
            latencies.append((NIODeadline.now() - due).nanoseconds)
            switch plan.pace {
            case .closedLoop: sendNext(on: connection)
            case .openLoop(let rate):
                idle.append(connection)
                drainOverdue(rate)
                finishIfDone()
            }
        }
    }

    private func check(_ message: Message) throws {
        guard message.status == 200, message.body.contains(expectedText) else {
            throw BenchmarkFailure(
                "a request was answered with \(message.status ?? 0): \(String(buffer: message.body))"
            )
        }
    }

    private func finishIfDone() {
        guard !isOver, underWay == 0, overdue.isEmpty, !mayIssue else { return }
        close()
        promise.succeed(
            LoadResult(
                elapsed: .nanoseconds((NIODeadline.now() - start).nanoseconds),
                latencies: latencies.sorted(),
                dueTimes: dueTimes
            )
        )
    }

    private func fail(_ error: any Error) {
        guard !isOver else { return }
        close()
        promise.fail(error)
    }

    private func close() {
        isOver = true
        next = plan.count
        overdue.removeAll()
        for connection in connections { connection.close() }
        connections.removeAll()
    }
}

@available(*, unavailable)
extension LoadRun: Sendable {}

extension ByteBuffer {
    fileprivate func contains(_ text: [UInt8]) -> Bool {
        withUnsafeReadableBytes { bytes in
            guard let first = text.first else { return true }
            guard bytes.count >= text.count else { return false }
            return (0...bytes.count - text.count).contains { start in
                bytes[start] == first && bytes[start..<start + text.count].elementsEqual(text)
            }
        }
    }
}
