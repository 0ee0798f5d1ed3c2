import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A small HTTP/1.1 server on 127.0.0.1 with a thread for each connection, so that a handler may answer, stall, break off
/// or flood as a test needs it.
final class LoopbackServer: Sendable {
    typealias Handler = @Sendable (ServerRequest, ServerConnection) -> Void

    private struct State {
        var requests: [ServerRequest] = []
        var connections: [ServerConnection] = []
        var open = 0
        var mostOpen = 0
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let greeting: String
    private let handler: Handler
    private let state = NIOLockedValueBox(State())

    /// - Parameter greeting: sent on each connection before anything is read.
    init(greeting: String = "", _ handler: @escaping Handler) throws {
        self.greeting = greeting
        self.handler = handler
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// Ends all connections and threads.
    func stop() {
        let connections = state.withLockedValue { state in
            state.isStopped = true
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { connection.interrupt() }
    }

    var origin: String { "http://127.0.0.1:\(port)" }
    func url(_ path: String) -> String { origin + path }

    /// In the order of their arrival.
    var requests: [ServerRequest] { state.withLockedValue(\.requests) }
    var connectionCount: Int { state.withLockedValue(\.connections.count) }
    var openConnections: Int { state.withLockedValue(\.open) }
    var mostOpenConnections: Int { state.withLockedValue(\.mostOpen) }

    private func acceptConnections() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let connection = ServerConnection(descriptor)
            let isStopped = state.withLockedValue { state in
                state.connections.append(connection)
                state.open += 1
                state.mostOpen = max(state.mostOpen, state.open)
                return state.isStopped
            }
            if isStopped { connection.interrupt() }
            Thread.detachNewThread { [self] in serve(connection) }
        }
        close(listener)
    }

    private func serve(_ connection: ServerConnection) {
        connection.send(greeting)
        while let request = connection.readRequest() {
            state.withLockedValue { $0.requests.append(request) }
            handler(request, connection)
        }
        connection.close()
        state.withLockedValue { $0.open -= 1 }
    }

    private static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = try bound()
        guard Glibc.listen(descriptor, 512) == 0 else { throw SocketError(call: "listen") }
        return (descriptor, try port(of: descriptor))
    }

    /// A port at which nobody listens: bound, so that nobody else can take it, until the closure returns.
    static func withRefusingPort<T>(_ body: (UInt16) async throws -> T) async throws -> T {
        let descriptor = try bound()
        defer { close(descriptor) }
        return try await body(try port(of: descriptor))
    }

    private static func bound() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SocketError(call: "bind") }
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { throw SocketError(call: "getsockname") }
        return UInt16(bigEndian: address.sin_port)
    }
}

struct SocketError: Error {
    let call: String
    let number = errno
}
