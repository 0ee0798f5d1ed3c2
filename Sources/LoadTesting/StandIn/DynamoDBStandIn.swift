import NIOCore
import NIOPosix

/// A stand-in for DynamoDB that is quick enough to be measured against: in memory, on one thread, with an injected round
/// trip. It knows what this program's engine uses of DynamoDB, evaluates conditions and updates, and charges by the sizes
/// of items as DynamoDB says it does. Rows do not end by themselves, and signatures are not checked.
package final class DynamoDBStandIn: Sendable {
    package struct Options: Sendable {
        /// From a request's arrival to its answer.
        package var roundTrip: Duration
        /// Whether a transaction is refused as a conflict while another one on the same items is under way.
        package var hasConflicts: Bool

        package init(roundTrip: Duration = .zero, hasConflicts: Bool = false) {
            self.roundTrip = roundTrip
            self.hasConflicts = hasConflicts
        }
    }

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// Listens on a port of loopback; 0 takes one that is free.
    package init(port: Int = 0, options: Options = Options()) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let state = try await eventLoop.submit {
            NIOLoopBound(StandInState(options), eventLoop: eventLoop)
        }.get()
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(ServedConnection(state.value.answer))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
    }

    package var port: Int { channel.localAddress?.port ?? 0 }
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// The operation that is answered with `StandInUsage` as JSON, at once and without being counted.
    package static let usageTarget = "StandIn.Usage"

    package func shutDown() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }

    /// Serves until the process is ended.
    package func wait() async throws { try await channel.closeFuture.get() }
}

/// What all connections share.
final class StandInState {
    let options: DynamoDBStandIn.Options
    let tables = StandInTables()
    /// Rows of transactions under way, where these may conflict.
    private var underWay: Set<StandInRow> = []

    init(_ options: DynamoDBStandIn.Options) {
        self.options = options
    }

    /// Answers after the round trip, on the loop.
    func answer(
        _ operation: String,
        _ body: [UInt8],
        on eventLoop: any EventLoop,
        _ onAnswer: @escaping (Result<[UInt8], any Error>) -> Void
    ) {
        let request: StandInRequest
        var claimed: [StandInRow] = []
        do {
            request = try StandInRequest(body, operation: operation)
            if options.hasConflicts, operation == "TransactWriteItems" { claimed = try claim(request) }
        } catch {
            return delay(eventLoop) { onAnswer(.failure(error)) }
        }
        delay(eventLoop) { [self] in
            underWay.subtract(claimed)
            let result = Result { try tables.answer(operation, request) }
            tables.usage.count(operation) { $0.requests += 1 }
            onAnswer(result)
        }
    }

    private func delay(_ eventLoop: any EventLoop, _ body: @escaping () -> Void) {
        guard options.roundTrip > .zero else { return body() }
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(options.roundTrip), body)
    }

    /// Marks the rows of a transaction as under way.
    private func claim(_ request: StandInRequest) throws -> [StandInRow] {
        let rows = try StandInTables.rows(request)
        guard underWay.isDisjoint(with: rows) else {
            tables.usage.count("TransactWriteItems") {
                $0.requests += 1
                $0.conflicts += 1
            }
            throw StandInFailure.cancelled(
                rows.map { StandInFailure.Reason(code: underWay.contains($0) ? "TransactionConflict" : "None") }
            )
        }
        underWay.formUnion(rows)
        return rows
    }
}

@available(*, unavailable)
extension StandInState: Sendable {}
