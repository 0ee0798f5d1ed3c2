import HTTPTypes
import Hummingbird
import JSONPull
import NIOCore
import ServiceLifecycle
import Sync

/// `GET /v1/events`: Server-Sent Events (WHATWG HTML, 9.2) of the tenant's changes.
struct EventStream: Sendable {
    let hub: EventHub

    /// A comment this often keeps proxies from closing, and finds out who is gone.
    private let heartbeat: Duration

    init(hub: EventHub, heartbeat: Duration = .seconds(15)) {
        self.hub = hub
        self.heartbeat = heartbeat
    }

    func route(_ guarded: GuardedRoutes) -> Route {
        guarded.route(.get, "/v1/events", .viewer) { call in try respond(call) }
    }

    private func respond(_ call: Call) throws -> Response {
        guard let listener = hub.listen(call.tenant, after: call.request.headers[.lastEventId]) else {
            throw Failure.busy("too_many_streams", "Too many event streams are open", retryAfterSeconds: 10)
        }
        var headers = HTTPFields.apiWithoutBody
        headers[.contentType] = "text/event-stream"
        let heartbeat = heartbeat
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await Self.write(listener, heartbeat, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    /// Until the client is gone or the server is to stop.
    private static func write(
        _ listener: EventListener,
        _ heartbeat: Duration,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let pulse = Task {
            while !Task.isCancelled {
                do { try await Task.sleep(for: heartbeat) } catch { return }
                listener.beat()
            }
        }
        defer { pulse.cancel() }
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        try await withGracefulShutdownHandler {
            for await signal in listener.signals {
                // Nothing is written for the commits of others: they are no business of this client.
                if let text = text(of: listener.news(), listener) {
                    try await writer.write(text)
                } else if signal == .heartbeat {
                    try await writer.write(ByteBuffer(string: ":\n\n"))
                }
            }
        } onGracefulShutdown: {
            listener.stop()
        }
    }

    private static func text(of news: EventListener.News, _ listener: EventListener) -> ByteBuffer? {
        switch news {
        case .gap(let next):
            return ByteBuffer(string: "id: \(listener.eventId(of: next - 1))\nevent: reset\ndata: {}\n\n")
        case .changes(let entries):
            guard !entries.isEmpty else { return nil }
            var buffer = ByteBuffer()
            for entry in entries {
                var json = JSONWriter(capacity: 256)
                json.value(entry.event)
                buffer.writeString("id: \(listener.eventId(of: entry.number))\nevent: \(entry.event.name)\ndata: ")
                buffer.writeBytes(json.bytes)
                buffer.writeString("\n\n")
            }
            return buffer
        }
    }
}
