import HTTPTypes
import Hummingbird

/// Every route there is, and how they are put into a router: under each of their names, and with an answer for every
/// method that a path does not have.
struct RouteTable: Sendable {
    let routes: [Route]

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    func router(_ failures: FailureRenderer) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            let allowed = routes.map(\.method)
            let refusal = Self.refusal(path, allowed: allowed, failures)
            for alias in RouteAlias.paths(for: path) {
                for route in routes {
                    router.on(RouterPath(alias), method: route.method, responder: Endpoint(route, failures))
                }
                for method in Self.methods where !allowed.contains(method) {
                    router.on(RouterPath(alias), method: method, responder: refusal)
                }
            }
        }
        // Added last: it stands in front of nothing but the answer for paths that are not here.
        router.add(middleware: MissingRoute(failures: failures))
        return router
    }

    private static func refusal(
        _ path: String,
        allowed: [HTTPRequest.Method],
        _ failures: FailureRenderer
    ) -> CallbackResponder<BasicRequestContext> {
        let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        let failure = Failure(
            .methodNotAllowed,
            "method_not_allowed",
            "\(path) takes \(names)",
            headers: [.allow: names]
        )
        return CallbackResponder { request, _ in failures.response(to: failure, of: request) }
    }
}

/// Answers for paths that are not here.
private struct MissingRoute: RouterMiddleware {
    let failures: FailureRenderer

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        failures.response(to: Failure.notFound("There is nothing at this path"), of: request)
    }
}
