import HTTPTypes
import Hummingbird
import Sync

/// One line of the interface: a method, a path as the OpenAPI document writes it, and what answers.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

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
    let web: WebDependencies
    let authenticator: Authenticator
    private let runningKeys = RunningKeys()

    init(web: WebDependencies, authenticator: Authenticator) {
        self.web = web
        self.authenticator = authenticator
    }

    func route<Result: ResponseGenerator>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ role: Role,
        _ handle: @escaping @Sendable (Call) async throws -> Result
    ) -> Route {
        Route(open: method, path) { [web, authenticator, runningKeys] request, context in
            let admission = try await authenticator.admit(request.headers, atLeast: role)
            let call = Call(
                web: web,
                caller: admission.caller,
                tenant: admission.tenant,
                request: request,
                parameters: context.parameters,
                runningKeys: runningKeys
            )
            return try await handle(call).response(from: request, context: context)
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
