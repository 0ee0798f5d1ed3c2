import NIOCore

/// What the channels were told. Belongs to the sink's event loop.
final class SinkRecord {
    /// When a SKU first came after the last reset, in nanoseconds of the monotonic clock; 0: not yet.
    private(set) var firstArrivals: [UInt64]
    private(set) var counts = 0
    private(set) var pushes = 0
    private(set) var latestArrival: UInt64 = 0

    /// What is waited for: how many SKUs of each channel show a count that satisfies `isNew`.
    private var isNew: (Int) -> Bool = { _ in false }
    private var seen: [[Bool]]
    private var missing = 0
    private var whenComplete: EventLoopPromise<UInt64>?

    init(skus: Int, channels: Int) {
        firstArrivals = Array(repeating: 0, count: skus)
        seen = Array(repeating: Array(repeating: false, count: skus), count: channels)
    }

    func reset() {
        for index in firstArrivals.indices { firstArrivals[index] = 0 }
        counts = 0
        pushes = 0
    }

    /// `promise` gets the moment at which every channel has been told a count of every SKU that satisfies `isNew`.
    func expect(_ isNew: @escaping (Int) -> Bool, within limit: TimeAmount, promise: EventLoopPromise<UInt64>) {
        let deadline = promise.futureResult.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
            guard whenComplete != nil else { return }
            whenComplete = nil
            promise.fail(
                BenchmarkFailure(
                    "the channels were not told \(missing) counts within \(limit.nanoseconds / 1_000_000_000) s"
                )
            )
        }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        self.isNew = isNew
        for channel in seen.indices { seen[channel] = seen[channel].map { _ in false } }
        missing = seen.reduce(0) { $0 + $1.count }
        whenComplete = promise
    }

    func take(push: Message) {
        let now = NIODeadline.now().uptimeNanoseconds
        let channel = Int(push.path.dropFirst()) ?? 0
        pushes += 1
        latestArrival = now
        push.body.withUnsafeReadableBytes { bytes in
            CountScanner.scan(bytes) { sku, count in note(sku, count, channel, now) }
        }
        if missing == 0, let whenComplete {
            self.whenComplete = nil
            whenComplete.succeed(now)
        }
    }

    private func note(_ sku: Int, _ count: Int, _ channel: Int, _ now: UInt64) {
        guard firstArrivals.indices.contains(sku), seen.indices.contains(channel) else { return }
        counts += 1
        if firstArrivals[sku] == 0 { firstArrivals[sku] = now }
        if whenComplete != nil, !seen[channel][sku], isNew(count) {
            seen[channel][sku] = true
            missing -= 1
        }
    }
}

@available(*, unavailable)
extension SinkRecord: Sendable {}
