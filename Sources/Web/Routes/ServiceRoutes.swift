import HTTPTypes
import Hummingbird
import Logging
import Sync

/// What operators and their machines ask.
struct ServiceRoutes: Sendable {
    let web: WebDependencies
    let guarded: GuardedRoutes

    var all: [Route] {
        let open: [(String, Route.Handler)] = [
            ("/health", { _, _ in Self.ok }),
            ("/ready", { _, _ in try await ready() }),
            ("/openapi.yaml", { _, _ in Self.document }),
        ]
        return open.flatMap { path, handle in
            [
                Route(open: .get, path, handle),
                Route(open: .head, path) { request, parameters in
                    try await handle(request, parameters).createHeadResponse()
                },
            ]
        } + [metrics]
    }

    private var metrics: Route {
        if web.metricsAreOpen { return Route(open: .get, "/metrics") { [web] _, _ in Self.metrics(web) } }
        return guarded.route(.get, "/metrics", .viewer) { Self.metrics($0.web) }
    }

    private static let ok = Response(
        status: .ok,
        headers: .api,
        body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"ok":true}"#))
    )

    private func ready() async throws -> Response {
        do {
            try await web.store.checkHealth()
        } catch {
            web.logger.warning("The store does not take writes", metadata: ["error": "\(error)"])
            throw Failure.busy("not_ready", "The store does not take writes; the log says why")
        }
        if let reason = await web.reasonNotReady() { throw Failure.busy("not_ready", reason) }
        return Self.ok
    }

    private static func metrics(_ web: WebDependencies) -> Response {
        var headers = HTTPFields.apiWithoutBody
        headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: web.renderMetrics()))
        )
    }

    private static let document: Response = {
        var headers = HTTPFields.apiWithoutBody
        headers[.contentType] = "application/yaml"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: OpenAPIDocument.bytes))
        )
    }()
}
