import CurlClient
import HTTPTypes
import NIOConcurrencyHelpers

// The Admin GraphQL API.
extension SandboxShop {
    func respond(to request: LoopbackListener.Request) -> LoopbackListener.Answer {
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
            return dated(.json(AdminResult.error(code: code, message: "Failed on command").envelope(cost: cost)), now)
        }
    }

    private func answer(_ request: LoopbackListener.Request, at now: ShopTime) -> LoopbackListener.Reply {
        let path = request.path.split(separator: "/")
        guard path.count == 4, path.starts(with: ["admin", "api"]), path[3] == "graphql.json" else {
            return .json(["errors": "Not Found"], status: 404)
        }
        guard request.method == "POST" else { return .json(["errors": "Method Not Allowed"], status: 405) }
        guard request.headers[Self.tokenHeader] == configuration.shop.accessToken else {
            let message = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return .json(["errors": .string(message)], status: 401)
        }
        guard let asked = AdminRequest(request.body) else { return .json(["errors": "Bad Request"], status: 400) }
        var reply = LoopbackListener.Reply.json(run(asked, at: now))
        reply.headers[Self.versionHeader] = String(path[2])
        return reply
    }

    private func run(_ request: AdminRequest, at now: ShopTime) -> JSONValue {
        let (envelope, write) = state.withLockedValue { state -> (JSONValue, WriteOutcome) in
            let requested = Self.requestedCost(of: request)
            guard state.bucket.take(Double(requested), at: now) else {
                let cost = state.bucket.cost(requested: requested, actual: nil)
                return (AdminResult.error(code: "THROTTLED", message: "Throttled").envelope(cost: cost), .none)
            }
            let (result, write) = perform(request, &state, at: now)
            let actual = if case .data(_, let actual) = result { actual } else { requested }
            return (result.envelope(cost: state.bucket.cost(requested: requested, actual: actual)), write)
        }
        if write.stale > 0 { onEvent(.refusedStale(shop: domain, items: write.stale)) }
        for case .level(let itemId, _, let available, _) in write.changes {
            guard let item = state.withLockedValue({ $0.itemsById[itemId] }) else { continue }
            onEvent(.written(shop: domain, sku: item.sku, to: available))
        }
        // Our own writes are told like any other change: the echo.
        tell(write.changes, at: now)
        return envelope
    }

    private func perform(
        _ request: AdminRequest,
        _ state: inout ShopState,
        at now: ShopTime
    ) -> (AdminResult, WriteOutcome) {
        let variables = request.variables
        let limit = configuration.pageLimit
        return switch request.operationName {
        case "SetQuantities": state.setQuantities(request, at: now)
        case "LevelsByItem": (state.levelsByItem(variables), .none)
        case "LocationLevels": (state.locationLevels(variables, pageLimit: limit), .none)
        case "OrdersUpdatedSince": (state.ordersUpdatedSince(variables, pageLimit: limit), .none)
        case "OrderByID": (state.orderByID(variables, pageLimit: limit), .none)
        case "OrderLinesPage": (state.orderLinesPage(variables, pageLimit: limit), .none)
        case "RefundLinesPage": (state.refundLinesPage(variables, pageLimit: limit), .none)
        default:
            (
                .error(
                    code: "undefinedOperation",
                    message: "The sandbox does not know the operation '\(request.operationName)'"
                ), .none
            )
        }
    }

    private static func requestedCost(of request: AdminRequest) -> Int64 {
        switch request.operationName {
        case "SetQuantities": 13
        case "LevelsByItem": 1 + Int64(request.variables["ids"].elements?.count ?? 0) / 10
        default: 2 + (request.variables["first"].number ?? 10) / 10
        }
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
