import NIOCore
import NIOPosix
import Testing

@testable import LoadTesting

/// Against the sink, which answers 200 to whatever comes.
struct LoadGeneratorTests {
    private func pool(_ skus: Range<Int>, channel: Int = 0) -> RequestPool {
        var pool = RequestPool(reserving: skus.count, bytesEach: 256)
        for sku in skus {
            let body = Array(
                #"{"txId":"t","counts":[{"sku":"\#(BenchmarkShop.sku(sku))","count":\#(sku * 2),"version":9}]}"#.utf8
            )
            pool.append(head: requestHead("POST", "/\(channel)", port: 1, bodyLength: body.count), body: body)
        }
        return pool
    }

    @Test func aClosedLoopSendsEachRequestOnce() async throws {
        let generator = LoadGenerator()
        let sink = try await CountSink(skus: 100, channels: 1)
        let plan = LoadPlan(port: sink.port, requests: pool(0..<100), connections: 7, pace: .closedLoop, count: 100)
        let result = try await generator.run(plan)
        #expect(result.count == 100)
        #expect(result.latencies == result.latencies.sorted())
        #expect(try await sink.totals().counts == 100)
        #expect(try await sink.firstArrivals().allSatisfy { $0 > 0 })
        // More than there are: from the start again.
        var twice = plan
        twice.count = 250
        #expect(try await generator.run(twice).count == 250)
        try await sink.shutDown()
        try await generator.shutDown()
    }

    @Test func anOpenLoopKeepsItsRate() async throws {
        let generator = LoadGenerator()
        let sink = try await CountSink(skus: 100, channels: 1)
        let plan = LoadPlan(
            port: sink.port,
            requests: pool(0..<100),
            connections: 4,
            pace: .openLoop(perSecond: 1000),
            count: 100
        )
        let result = try await generator.run(plan)
        #expect(result.count == 100)
        // The last is due after 99 ms, so it cannot be over sooner.
        #expect(result.elapsed >= .milliseconds(99))
        let gaps = zip(result.dueTimes, result.dueTimes.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 == 1_000_000 })
        try await sink.shutDown()
        try await generator.shutDown()
    }

    @Test func aLateAnswerCountsFromWhenItsRequestWasDue() async throws {
        let generator = LoadGenerator()
        // Takes 20 ms for each answer on its one connection, and 10 requests are due at once: the last waits for all.
        let server = try await SlowServer(delay: .milliseconds(20))
        let plan = LoadPlan(
            port: server.port,
            requests: pool(0..<10),
            connections: 1,
            pace: .openLoop(perSecond: 1e6),
            count: 10
        )
        let result = try await generator.run(plan)
        #expect(result.latency(1) >= 0.19)
        try await server.shutDown()
        try await generator.shutDown()
    }

    @Test func anAnswerThatIsNotTheExpectedOneEndsTheRun() async throws {
        let generator = LoadGenerator()
        let sink = try await CountSink(skus: 1, channels: 1)
        var plan = LoadPlan(port: sink.port, requests: pool(0..<1), connections: 1, pace: .closedLoop, count: 1)
        plan.expectedText = "applied"
        await #expect(throws: BenchmarkFailure.self) { try await generator.run(plan) }
        try await sink.shutDown()
        await #expect(throws: (any Error).self) { try await generator.run(plan) }
        try await generator.shutDown()
    }

    @Test func theSinkKnowsWhenEveryChannelShowsWhatIsExpected() async throws {
        let generator = LoadGenerator()
        let sink = try await CountSink(skus: 3, channels: 2)
        let complete = try await sink.expect(within: .seconds(30)) { $0 < 100 }
        for channel in 0..<2 {
            let plan = LoadPlan(
                port: sink.port,
                requests: pool(0..<3, channel: channel),
                connections: 1,
                pace: .closedLoop,
                count: 3
            )
            _ = try await generator.run(plan)
        }
        #expect(try await complete.get() > 0)
        let never = try await sink.expect(within: .milliseconds(50)) { _ in true }
        await #expect(throws: BenchmarkFailure.self) { try await never.get() }
        try await sink.shutDown()
        try await generator.shutDown()
    }
}

/// Answers each request after a while.
private struct SlowServer {
    private let channel: any Channel
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    var port: Int { channel.localAddress?.port ?? 0 }

    init(delay: TimeAmount) async throws {
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let connection = ServedConnection { _, channel in
                        channel.eventLoop.scheduleTask(in: delay) {
                            let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                            channel.writeAndFlush(answer, promise: nil)
                        }
                    }
                    try child.pipeline.syncOperations.addHandler(connection)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
    }

    func shutDown() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}
