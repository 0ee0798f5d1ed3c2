import Foundation
import NIOCore

extension StandInState {
    /// Answers a request as it came over HTTP, after the round trip. Call it on the loop.
    func answer(_ request: Message, on channel: any Channel) {
        let target = request.header("x-amz-target") ?? ""
        if target == DynamoDBStandIn.usageTarget {
            do {
                var usage = tables.usage
                usage.processorSeconds = try ProcessUsage(of: getpid()).processorTime.inSeconds
                return send(try JSONEncoder().encode(usage), status: "200 OK", on: channel)
            } catch {
                return send("\(error)".utf8, status: "500 Internal Server Error", on: channel)
            }
        }
        let operation = target.split(separator: ".").last.map(String.init) ?? ""
        answer(operation, Array(buffer: request.body), on: channel.eventLoop) { result in
            switch result {
            case .success(let body): self.send(body, status: "200 OK", on: channel)
            case .failure(let failure as StandInFailure):
                self.send(failure.body, status: "400 Bad Request", on: channel)
            case .failure(let error): self.send("\(error)".utf8, status: "500 Internal Server Error", on: channel)
            }
        }
    }

    private func send(_ body: some Collection<UInt8>, status: String, on channel: any Channel) {
        let head = """
            HTTP/1.1 \(status)\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: \(body.count)\r\n\r\n
            """
        var buffer = channel.allocator.buffer(capacity: head.utf8.count + body.count)
        buffer.writeString(head)
        buffer.writeBytes(body)
        channel.writeAndFlush(buffer, promise: nil)
    }
}
