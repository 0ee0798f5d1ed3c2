import NIOCore
import NIOPosix

/// Sends load from one thread of its own: the servers share the machine's processors with it, so it takes no more.
final class LoadGenerator: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    func run(_ plan: LoadPlan) async throws -> LoadResult {
        let eventLoop = group.next()
        return try await eventLoop.flatSubmit {
            let promise = eventLoop.makePromise(of: LoadResult.self)
            LoadRun(plan, on: eventLoop, promise: promise).run()
            return promise.futureResult
        }.get()
    }

    /// One request on a connection of its own; status and body of the answer.
    func send(_ request: ByteBuffer, toPort port: Int) async throws -> (status: Int, body: ByteBuffer) {
        let eventLoop = group.next()
        return try await eventLoop.flatSubmit {
            let promise = eventLoop.makePromise(of: (status: Int, body: ByteBuffer).self)
            LoadConnection.open(port: port, on: eventLoop).whenComplete { result in
                switch result {
                case .failure(let error): promise.fail(error)
                case .success(let connection):
                    connection.send(request) { result in
                        promise.completeWith(result.map { ($0.status ?? 0, $0.body) })
                        connection.close()
                    }
                }
            }
            return promise.futureResult
        }.get()
    }

    func shutDown() async throws {
        try await group.shutdownGracefully()
    }
}
