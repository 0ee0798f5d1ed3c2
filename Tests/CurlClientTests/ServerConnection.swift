import Glibc
import NIOConcurrencyHelpers

/// One accepted connection; a handler uses it from the connection's own thread.
final class ServerConnection: Sendable {
    private struct State {
        /// Nil once closed, so that a number used anew by the process is not touched.
        var descriptor: Int32?
        var unread: [UInt8] = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ descriptor: Int32) {
        state = NIOLockedValueBox(State(descriptor: descriptor))
    }

    /// Nil when the peer closed.
    func readRequest() -> ServerRequest? {
        var bytes = state.withLockedValue { state in
            defer { state.unread = [] }
            return state.unread
        }
        let separator = Array("\r\n\r\n".utf8)
        var headEnd = bytes.firstRange(of: separator)
        while headEnd == nil {
            guard let more = receive() else { return nil }
            bytes += more
            headEnd = bytes.firstRange(of: separator)
        }
        guard let headEnd else { return nil }
        let head = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
        bytes.removeSubrange(..<headEnd.upperBound)
        guard let withoutBody = ServerRequest(head: head, body: []) else { return nil }
        let length = withoutBody.values(of: "Content-Length").first.flatMap { Int($0) } ?? 0
        while bytes.count < length {
            guard let more = receive() else { return nil }
            bytes += more
        }
        state.withLockedValue { [rest = bytes[length...]] in $0.unread = Array(rest) }
        return ServerRequest(head: head, body: Array(bytes[..<length]))
    }

    func respond(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        send("HTTP/1.1 \(status) X\r\n\(lines)Content-Length: \(body.count)\r\n\r\n", body)
    }

    /// Whether all of it could be sent.
    @discardableResult
    func send(_ text: String, _ body: [UInt8] = []) -> Bool {
        guard let descriptor = state.withLockedValue(\.descriptor) else { return false }
        let bytes = Array(text.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// What comes, up to and with the text, or until the peer closes.
    func readUntil(_ end: String) -> [UInt8] {
        var bytes = state.withLockedValue { state in
            defer { state.unread = [] }
            return state.unread
        }
        while bytes.firstRange(of: Array(end.utf8)) == nil, let more = receive() { bytes += more }
        return bytes
    }

    /// Discards what comes until the peer closes.
    func waitUntilPeerCloses() {
        while receive() != nil {}
    }

    func close() {
        let descriptor = state.withLockedValue { state in
            defer { state.descriptor = nil }
            return state.descriptor
        }
        if let descriptor { _ = Glibc.close(descriptor) }
    }

    /// Closes with a TCP reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        if let descriptor = state.withLockedValue(\.descriptor) {
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        }
        close()
    }

    /// Makes a thread that reads or writes return.
    func interrupt() {
        state.withLockedValue { state in
            if let descriptor = state.descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func receive() -> [UInt8]? {
        guard let descriptor = state.withLockedValue(\.descriptor) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
