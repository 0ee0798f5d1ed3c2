import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Sync

/// What the merchant should know.
enum AlertRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/alerts", .viewer, list),
            guarded.route(.get, "/v1/alerts/summary", .viewer, summary),
            guarded.route(.post, "/v1/alerts/read", .operator, readAll),
            guarded.route(.post, "/v1/alerts/{alertId}/read", .operator, read),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let (filter, page) = try call.query { fields in
            let filter = AlertFilter(
                unread: fields.flag("unread"),
                severity: fields.choice("severity"),
                type: fields.choice("type"),
                sku: fields.sku(),
                channel: fields.channel(),
                state: fields.choice("state")
            )
            return (filter, fields.page())
        }
        return Answer(try await call.web.store.alerts(call.tenant, filter, page)) { $0.value($1) }
    }

    private static func summary(_ call: Call) async throws -> Answer {
        let summary = try await call.web.store.alertSummary(call.tenant)
        return Answer(reserving: 2048) { $0.value(summary) }
    }

    private static func read(_ call: Call) async throws -> Answer {
        let id = try call.id("alertId")
        let (_, body) = try await call.optionalBody { _ in }
        return try await call.write(body) { context in
            let alert = try AlertCommands.markRead(context, alertId: id)
            return Answer { $0.value(alert) }
        }
    }

    private static func readAll(_ call: Call) async throws -> Answer {
        let (filter, body) = try await call.optionalBody { fields in
            fields.optionalObject("filter") { fields in
                AlertFilter(
                    severity: fields.optionalChoice("severity"),
                    type: fields.optionalChoice("type"),
                    sku: fields.optionalSKU(),
                    channel: fields.optionalChannel()
                )
            } ?? AlertFilter()
        }
        return try await call.write(body) { context in
            let marked = try AlertCommands.markRead(context, filter)
            return Answer { json in json.object { $0.member("marked", marked) } }
        }
    }
}
