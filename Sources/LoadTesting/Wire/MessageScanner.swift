import NIOCore

/// One HTTP/1.1 message as it came over the wire.
struct Message {
    private let bytes: ByteBuffer
    private let headLength: Int

    fileprivate init(_ bytes: ByteBuffer, headLength: Int) {
        self.bytes = bytes
        self.headLength = headLength
    }

    /// The number in a response's first line; nil in a request.
    var status: Int? {
        let line = bytes.readableBytesView.prefix(12)
        guard line.starts(with: "HTTP/1.1 ".utf8) else { return nil }
        return Int(String(decoding: line.suffix(3), as: UTF8.self))
    }

    /// The path in a request's first line.
    var path: String {
        let line = bytes.readableBytesView.prefix { $0 != UInt8(ascii: "\r") }
        let words = line.split(separator: UInt8(ascii: " "))
        return words.count == 3 ? String(decoding: words[1], as: UTF8.self) : ""
    }

    /// The value of a header. `name` is in small letters.
    func header(_ name: String) -> String? {
        let head = String(decoding: bytes.readableBytesView.prefix(headLength), as: UTF8.self)
        for line in head.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
            return line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        return nil
    }

    var body: ByteBuffer {
        var body = bytes
        body.moveReaderIndex(forwardBy: headLength)
        return body
    }
}

/// Cuts what arrives on a connection into messages. A load generator shares the processor with what it measures, so this
/// knows no more of HTTP than both ends of a benchmark use: bodies are framed by `Content-Length`.
struct MessageScanner {
    enum Failure: Error {
        /// The head goes on for longer than anybody here writes one.
        case endlessHead
        case unframedBody
    }

    private static let headLimit = 16 << 10
    private static let contentLength = Array("content-length:".utf8)

    private var pending = ByteBuffer()
    /// Of the message that is arriving, once its head is whole.
    private var frame: (head: Int, total: Int)?

    mutating func append(_ part: inout ByteBuffer) {
        if pending.readableBytes == 0 { pending = part } else { pending.writeBuffer(&part) }
    }

    /// The next message that has arrived whole.
    mutating func next() throws -> Message? {
        if frame == nil { frame = try pending.withUnsafeReadableBytes(Self.frame) }
        guard let frame, let bytes = pending.readSlice(length: frame.total) else { return nil }
        self.frame = nil
        return Message(bytes, headLength: frame.head)
    }

    private static func frame(_ bytes: UnsafeRawBufferPointer) throws -> (head: Int, total: Int)? {
        var lineStart = 0
        var length: Int?
        while let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[lineStart..<lineEnd]
            if line.count <= 1 {
                guard let length else { throw Failure.unframedBody }
                return (lineEnd + 1, lineEnd + 1 + length)
            }
            if line.count > contentLength.count, isContentLength(line) {
                length = Int(String(decoding: line.dropFirst(contentLength.count), as: UTF8.self).filter(\.isNumber))
            }
            lineStart = lineEnd + 1
        }
        if bytes.count > headLimit { throw Failure.endlessHead }
        return nil
    }

    private static func isContentLength(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        // ASCII letters differ from their small forms in this bit; of the other characters of the name it is set.
        zip(line, contentLength).allSatisfy { $0 | 0x20 == $1 }
    }
}
