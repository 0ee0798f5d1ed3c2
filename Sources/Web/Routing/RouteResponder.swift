import HTTPTypes
package import Hummingbird
package import HummingbirdCore

/// Nothing is kept of a connection but what stands in its requests.
package struct NoContext: InitializableFromSource {
    package init(source: ApplicationRequestContextSource) {}
}

/// Answers each request by the route of its path and method; 404 and 405, in the same envelope, where there is none.
package struct RouteResponder: HTTPResponder {
    private struct Endpoints: Sendable {
        var byMethod: [(method: HTTPRequest.Method, endpoint: Endpoint)] = []

        func endpoint(for method: HTTPRequest.Method) -> Endpoint? {
            byMethod.first { $0.method == method }?.endpoint
        }

        var refusal: Failure {
            let names = byMethod.map(\.method.rawValue).sorted().joined(separator: ", ")
            return Failure(
                .methodNotAllowed,
                "method_not_allowed",
                "This path takes \(names)",
                headers: [.allow: names]
            )
        }
    }

    private let tree: PathTree<Endpoints>
    private let failures: FailureRenderer

    init(_ routes: [Route], _ failures: FailureRenderer) {
        var tree = PathTree<Endpoints>()
        for route in routes {
            let endpoint = Endpoint(route, failures)
            for path in RouteAlias.paths(for: route.path) {
                tree[path, initial: Endpoints()].byMethod.append((route.method, endpoint))
            }
        }
        self.tree = tree
        self.failures = failures
    }

    package func respond(to request: Request, context: NoContext) async throws -> Response {
        let path = request.head.target.path
        // A client may send the whole address in the place of the path.
        let isPath = path.utf8.first == UInt8(ascii: "/")
        guard let (endpoints, parameters) = tree.match(isPath ? path : request.uri.path[...]) else {
            return failures.response(to: Failure.notFound("There is nothing at this path"), of: request)
        }
        guard let endpoint = endpoints.endpoint(for: request.method) else {
            return failures.response(to: endpoints.refusal, of: request)
        }
        return await endpoint.respond(to: request, parameters)
    }
}
