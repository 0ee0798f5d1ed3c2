import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body. Throws `Failure` 413 as soon as it is known to be over `limit`, announced or not. `taking` is told
    /// of every part before it is kept, and may throw.
    func collectedBody(limit: Int, taking: (Int) throws -> Void = { _ in }) async throws -> ByteBuffer {
        var capacity = 0
        if let announced = headers[.contentLength].flatMap({ Int($0) }) {
            guard announced <= limit else { throw Failure.tooLarge(limit: limit) }
            capacity = announced
        }
        var iterator = body.makeAsyncIterator()
        guard var collected = try await iterator.next() else { return ByteBuffer() }
        guard collected.readableBytes <= limit else { throw Failure.tooLarge(limit: limit) }
        try taking(collected.readableBytes)
        while var part = try await iterator.next() {
            guard collected.readableBytes + part.readableBytes <= limit else { throw Failure.tooLarge(limit: limit) }
            try taking(part.readableBytes)
            collected.reserveCapacity(minimumWritableBytes: max(capacity - collected.readableBytes, part.readableBytes))
            collected.writeBuffer(&part)
        }
        return collected
    }
}
