import HTTPTypes
import Hummingbird
import Sync

/// One line of the interface: a method, a path as the OpenAPI document writes it, and what answers.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, PathParameters) async throws -> Response

    let method: HTTPRequest.Method
    let path: String
    let handle: Handler

    /// A route that needs no caller.
    init(open method: HTTPRequest.Method, _ path: String, _ handle: @escaping Handler) {
        self.method = method
        self.path = path
        self.handle = handle
    }
}

/// Makes the routes that need a caller: lets in who may, and hands on a `Call`.
struct GuardedRoutes: Sendable {
    private let shared: Call.Shared
    private let authenticator: Authenticator

    init(web: WebDependencies, authenticator: Authenticator) {
        shared = Call.Shared(web)
        self.authenticator = authenticator
    }

    func route<Result: ResponseConvertible>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ role: Role,
        _ handle: @escaping @Sendable (Call) async throws -> Result
    ) -> Route {
        Route(open: method, path) { [shared, authenticator] request, parameters in
            let headers = CallHeaders(request.headers)
            let admission = try await authenticator.admit(headers, atLeast: role)
            let call = Call(shared, admission, request, parameters)
            var response = try await handle(call).response
            if let requestId = headers.requestId, RequestIdentity.isAcceptable(requestId) {
                response.headers[.requestId] = requestId
            }
            return response
        }
    }
}

/// The other names of the API's paths: `/v1.0` is the seeds' prefix.
enum RouteAlias {
    static func paths(for path: String) -> [String] {
        path.hasPrefix("/v1/") ? [path, "/v1.0" + path.dropFirst(3)] : [path]
    }

    static func canonical(_ path: String) -> String {
        path.hasPrefix("/v1.0/") ? "/v1" + path.dropFirst(5) : path
    }
}
