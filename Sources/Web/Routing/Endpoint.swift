import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Signing
import Sync

/// Runs a route: whatever it throws becomes an answer of the envelope, and both are counted.
struct Endpoint: Sendable {
    let route: Route
    let failures: FailureRenderer
    private let metrics: RouteMetrics

    init(_ route: Route, _ failures: FailureRenderer) {
        self.route = route
        self.failures = failures
        metrics = RouteMetrics(method: route.method, path: route.path)
    }

    func respond(to request: Request, _ parameters: PathParameters) async -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            response = try await route.handle(request, parameters)
        } catch {
            response = failures.response(to: error, of: request)
        }
        metrics.record(response.status, ContinuousClock.now - start)
        return response
    }
}

/// Turns errors into answers, and logs them under the request's id: those that nobody foresaw as errors, a store that is
/// not available as a warning, others for who looks for them.
struct FailureRenderer: Sendable {
    let logger: Logger
    let identity: RequestIdentity

    func response(to error: any Error, of request: Request) -> Response {
        let requestId = identity.id(of: request)
        if let failure = Failure(translating: error) {
            var metadata: Logger.Metadata = [
                "requestId": "\(requestId)", "method": "\(request.method)", "path": "\(request.uri.path)",
                "status": "\(failure.status.code)", "code": "\(failure.code)",
            ]
            if case StoreError.unavailable(let reason) = error {
                // The caller is not told why; whoever runs the server must be.
                metadata["reason"] = "\(reason)"
                logger.warning("Refused a request, for the store is not available", metadata: metadata)
            } else {
                logger.debug("Refused a request", metadata: metadata)
            }
            return failure.response(requestId: requestId)
        }
        logger.error(
            "A request failed for a reason of ours",
            metadata: [
                "requestId": "\(requestId)", "method": "\(request.method)", "path": "\(request.uri.path)",
                "error": "\(error)",
            ]
        )
        return Failure.internalError.response(requestId: requestId)
    }
}

/// Names requests, in answers and in the log: as the caller does in `X-Request-Id`, else by a UUIDv7.
struct RequestIdentity: Sendable {
    private let ids = UUIDv7Generator()
    let now: @Sendable () -> Int64

    func id(of request: Request) -> String {
        if let given = request.headers[.requestId], Self.isAcceptable(given) { return given }
        return ids.next(nowMilliseconds: now())
    }

    /// Nothing that could forge a line of a log.
    static func isAcceptable(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count) && id.utf8.allSatisfy { $0 >= 0x21 && $0 < 0x7F }
    }
}

/// Counts one route's answers by class, and how long they took.
private struct RouteMetrics: Sendable {
    private let classes: [Counter]
    private let duration: Metrics.Timer

    init(method: HTTPRequest.Method, path: String) {
        let route = [("method", method.rawValue), ("route", path)]
        classes = (1...5).map {
            Counter(label: "syncstate_http_requests_total", dimensions: route + [("status", "\($0)xx")])
        }
        duration = Timer(label: "syncstate_http_request_seconds", dimensions: route)
    }

    func record(_ status: HTTPResponse.Status, _ elapsed: Duration) {
        classes[min(max(status.code / 100, 1), 5) - 1].increment()
        duration.record(duration: elapsed)
    }
}
