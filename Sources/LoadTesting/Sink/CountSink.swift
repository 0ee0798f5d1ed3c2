import NIOCore
import NIOPosix

/// Listens for what `http` channels are told: channel number N pushes to the path `/N`. Answers 200 at once.
final class CountSink: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let record: NIOLoopBound<SinkRecord>
    private let channel: any Channel
    let port: Int

    private static let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    /// For SKUs numbered below `skus`.
    init(skus: Int, channels: Int) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        record = try await eventLoop.submit {
            NIOLoopBound(SinkRecord(skus: skus, channels: channels), eventLoop: eventLoop)
        }.get()
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { [record] child in
                child.eventLoop.makeCompletedFuture {
                    let record = record.value
                    let connection = ServedConnection { push, channel in
                        record.take(push: push)
                        channel.writeAndFlush(Self.answer, promise: nil)
                    }
                    try child.pipeline.syncOperations.addHandler(connection)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        port = channel.localAddress?.port ?? 0
    }

    func url(channel: Int) -> String { "http://127.0.0.1:\(port)/\(channel)" }

    /// Forgets what has arrived.
    func reset() async throws {
        try await onLoop { $0.reset() }
    }

    /// When each SKU first came since the last reset, in nanoseconds of the monotonic clock; 0: it has not.
    func firstArrivals() async throws -> [UInt64] {
        try await onLoop { $0.firstArrivals }
    }

    /// How many counts and pushes have come since the last reset, and when the latest push did.
    func totals() async throws -> (counts: Int, pushes: Int, latest: UInt64) {
        try await onLoop { ($0.counts, $0.pushes, $0.latestArrival) }
    }

    /// From now on waits for every SKU of every channel to be told a count that satisfies `isNew`. The future gets the
    /// moment, in nanoseconds of the monotonic clock, at which that is so; it fails after `limit`.
    func expect(within limit: TimeAmount, _ isNew: @escaping @Sendable (Int) -> Bool) async throws -> EventLoopFuture<
        UInt64
    > {
        let promise = record.eventLoop.makePromise(of: UInt64.self)
        try await onLoop { $0.expect(isNew, within: limit, promise: promise) }
        return promise.futureResult
    }

    private func onLoop<Result: Sendable>(
        _ body: @escaping @Sendable (SinkRecord) throws -> Result
    ) async throws -> Result {
        try await record.eventLoop.submit { [record] in try body(record.value) }.get()
    }

    func shutDown() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}
