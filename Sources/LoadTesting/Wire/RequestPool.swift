import NIOCore

/// Requests ready to be written, one behind the other in one stretch of memory, so that sending one costs no more than
/// the system call.
struct RequestPool: Sendable {
    private var bytes: ByteBuffer
    private var ends: [Int] = []

    init(reserving count: Int, bytesEach: Int) {
        bytes = ByteBufferAllocator().buffer(capacity: count * bytesEach)
        ends.reserveCapacity(count)
    }

    var count: Int { ends.count }

    mutating func append(head: String, body: [UInt8] = []) {
        bytes.writeString(head)
        bytes.writeBytes(body)
        ends.append(bytes.writerIndex)
    }

    /// Shares the memory.
    subscript(index: Int) -> ByteBuffer {
        let start = index == 0 ? 0 : ends[index - 1]
        // Both ends were writer indices of these very bytes, so the slice exists.
        return bytes.getSlice(at: start, length: ends[index] - start)!
    }
}
