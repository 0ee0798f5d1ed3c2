import NIOCore
import Testing

@testable import LoadTesting

struct MessageScannerTests {
    private static let first = "HTTP/1.1 200 OK\r\nDate: now\r\ncontent-LENGTH: 5\r\n\r\nhello"
    private static let second = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

    @Test("Wherever the bytes are cut, the messages are the same", arguments: 0...first.utf8.count + second.utf8.count)
    func cutAnywhere(_ cut: Int) throws {
        let bytes = Array((Self.first + Self.second).utf8)
        var scanner = MessageScanner()
        var messages: [Message] = []
        for part in [bytes[..<cut], bytes[cut...]] {
            var buffer = ByteBuffer(bytes: part)
            scanner.append(&buffer)
            while let message = try scanner.next() { messages.append(message) }
        }
        #expect(messages.map(\.status) == [200, 503])
        #expect(messages.map { String(buffer: $0.body) } == ["hello", ""])
    }

    @Test func aRequestHasAPath() throws {
        var scanner = MessageScanner()
        var buffer = ByteBuffer(string: "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
        scanner.append(&buffer)
        let message = try #require(try scanner.next())
        #expect(message.path == "/2")
        #expect(message.status == nil)
    }

    @Test func aBodyWithoutALengthIsRefused() {
        var scanner = MessageScanner()
        var buffer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        scanner.append(&buffer)
        #expect(throws: MessageScanner.Failure.unframedBody) { try scanner.next() }
    }

    @Test func aHeadHasAnEnd() {
        var scanner = MessageScanner()
        var buffer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 20_000))
        scanner.append(&buffer)
        #expect(throws: MessageScanner.Failure.endlessHead) { try scanner.next() }
    }
}
