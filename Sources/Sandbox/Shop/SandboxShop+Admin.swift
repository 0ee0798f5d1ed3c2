import CurlClient
import HTTPTypes
import NIOConcurrencyHelpers

// The Admin GraphQL API.
extension SandboxShop {
    func respond(to request: LoopbackListener.Request) -> LoopbackListener.Answer {
        if let reply = control(request) { return .reply(reply) }
        let now = ShopTime(milliseconds: clock())
        let fault = faults.withLockedValue { $0.isEmpty ? nil : $0.removeFirst() }
        switch fault {
        case nil: return dated(answer(request, at: now), now)
        case .silence: return .silence
        case .hangUp: return .hangUp
        case .lostReply:
            _ = answer(request, at: now)
            return .hangUp
        case .status(let status, let retryAfter, let isPage):
            return dated(Self.failure(status, retryAfter: retryAfter, isPage: isPage), now)
        case .throttled:
            state.withLockedValue { $0.bucket.empty(at: now) }
            return dated(answer(request, at: now), now)
        case .error(let code):
            let cost = state.withLockedValue { $0.bucket.cost(requested: 10, actual: 10) }
            let error = GraphQLError("Failed on command", code: code)
            return dated(.json(["errors": [error.json], "extensions": ["cost": cost]]), now)
        }
    }

    private func answer(_ request: LoopbackListener.Request, at now: ShopTime) -> LoopbackListener.Reply {
        let path = request.path.split(separator: "/")
        if path.count == 2, path[0] == "bulk" { return bulkResult(String(path[1]), at: now) }
        guard path.count == 4, path.starts(with: ["admin", "api"]), path[3] == "graphql.json",
            let version = AdminVersion(String(path[2]))
        else { return .json(["errors": "Not Found"], status: 404) }
        guard request.method == "POST" else { return .json(["errors": "Method Not Allowed"], status: 405) }
        guard request.headers[Self.tokenHeader] == configuration.shop.accessToken else {
            let message = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return .json(["errors": .string(message)], status: 401)
        }
        let answer = state.withLockedValue { state in
            // Files are fetched by the name that the caller has for this shop.
            state.bulk.address = "http://\(request.authority)"
            return AdminAPI.answer(request.body, &state, version: version, pageLimit: configuration.pageLimit, at: now)
        }
        guard let answer else { return .json(["errors": "Bad Request"], status: 400) }
        if answer.stale > 0 { onEvent(.refusedStale(shop: domain, items: answer.stale)) }
        for (sku, available) in answer.written { onEvent(.written(shop: domain, sku: sku, to: available)) }
        // What the API writes is told like any other change: the echo.
        tell(answer.changes, at: now)
        var reply = LoopbackListener.Reply.json(answer.envelope)
        reply.headers[Self.versionHeader] = version.handle
        return reply
    }

    /// No token: as at Shopify, whoever has the address has the file.
    private func bulkResult(_ name: String, at now: ShopTime) -> LoopbackListener.Reply {
        guard name.hasSuffix(".jsonl"), let id = Int64(name.dropLast(".jsonl".count)),
            let lines = state.withLockedValue({ $0.bulk.result(id, at: now) })
        else { return .json(["errors": "Not Found"], status: 404) }
        return LoopbackListener.Reply(status: 200, headers: [.contentType: "application/jsonl"], body: lines)
    }

    private func dated(_ reply: LoopbackListener.Reply, _ now: ShopTime) -> LoopbackListener.Answer {
        var reply = reply
        reply.headers[.date] = HTTPDate(secondsSinceEpoch: now.seconds).text
        return .reply(reply)
    }

    private static func failure(_ status: Int, retryAfter: String?, isPage: Bool) -> LoopbackListener.Reply {
        var reply =
            isPage
            ? LoopbackListener.Reply(
                status: status,
                headers: [.contentType: "text/html"],
                body: Array("<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>".utf8)
            )
            : .json(["errors": .string("Failed on command with \(status)")], status: status)
        if let retryAfter { reply.headers[.retryAfter] = retryAfter }
        return reply
    }

    // Both names are tokens.
    private static let tokenHeader = HTTPField.Name("X-Shopify-Access-Token")!
    private static let versionHeader = HTTPField.Name("X-Shopify-API-Version")!
}
