import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body. Throws `Failure` 413 as soon as it is known to be over `limit`, announced or not.
    func collectedBody(limit: Int) async throws -> ByteBuffer {
        var capacity = 0
        if let announced = headers[.contentLength].flatMap({ Int($0) }) {
            guard announced <= limit else { throw Failure.tooLarge(limit: limit) }
            capacity = announced
        }
        var iterator = body.makeAsyncIterator()
        guard var collected = try await iterator.next() else { return ByteBuffer() }
        guard collected.readableBytes <= limit else { throw Failure.tooLarge(limit: limit) }
        while var part = try await iterator.next() {
            guard collected.readableBytes + part.readableBytes <= limit else { throw Failure.tooLarge(limit: limit) }
            collected.reserveCapacity(minimumWritableBytes: max(capacity - collected.readableBytes, part.readableBytes))
            collected.writeBuffer(&part)
        }
        return collected
    }
}
