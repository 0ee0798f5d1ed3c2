import NIOCore

/// How long a client may take to send a request: 10 s of our waiting, and one second more for each 64 KiB that came.
/// Only time in which we want more counts: a slow reader of ours is not the client's fault. What a client goes on sending
/// after it has its answer is read for 10 s and 32 MiB more at most.
struct Patience: Sendable {
    private enum Phase {
        case idle
        case receiving(left: TimeAmount, waitingSince: NIODeadline?)
        /// Answered before the request had come whole.
        case draining(until: NIODeadline, bytes: Int)
    }

    private let base: TimeAmount
    private let bytesPerSecond: Int
    private let drainLimit: Int

    private var phase = Phase.idle
    /// Requests that began and have no answer yet: more than one only when a client does not wait for answers.
    private var unanswered = 0

    init(base: TimeAmount = .seconds(10), bytesPerSecond: Int = 64 << 10, drainLimit: Int = 32 << 20) {
        self.base = base
        self.bytesPerSecond = bytesPerSecond
        self.drainLimit = drainLimit
    }

    var isAnswered: Bool { if case .draining = phase { true } else { false } }

    /// When patience ends if nothing more comes; nil while nothing is awaited.
    var deadline: NIODeadline? {
        switch phase {
        case .idle: nil
        case .receiving(let left, let waitingSince): waitingSince.map { $0 + left }
        case .draining(let until, _): until
        }
    }

    var isExhausted: Bool { if case .draining(_, let bytes) = phase { bytes > drainLimit } else { false } }

    mutating func began() {
        unanswered += 1
        phase = .receiving(left: base, waitingSince: nil)
    }

    mutating func received(_ bytes: Int, at now: NIODeadline) {
        switch phase {
        case .idle: break
        case .receiving(let left, let waitingSince):
            let waited = waitingSince.map { now - $0 } ?? .zero
            let earned = TimeAmount.nanoseconds(Int64(bytes) * 1_000_000_000 / Int64(bytesPerSecond))
            phase = .receiving(left: left - waited + earned, waitingSince: nil)
        case .draining(let until, let sum):
            phase = .draining(until: until, bytes: sum + bytes)
        }
    }

    mutating func completed() {
        phase = .idle
    }

    /// The server wants more.
    mutating func waiting(from now: NIODeadline) {
        if case .receiving(let left, nil) = phase { phase = .receiving(left: left, waitingSince: now) }
    }

    mutating func answered(at now: NIODeadline) {
        unanswered -= 1
        if case .receiving = phase, unanswered == 0 { phase = .draining(until: now + base, bytes: 0) }
    }
}
