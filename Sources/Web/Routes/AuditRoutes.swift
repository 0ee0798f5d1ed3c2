import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Shopify
import Sync

/// What happened, what could not be read, and what was done for somebody's privacy.
enum AuditRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/transactions", .viewer, transactions),
            guarded.route(.get, "/v1/transactions/{txId}", .viewer, transaction),
            guarded.route(.get, "/v1/quarantine", .viewer, quarantine),
            guarded.route(.post, "/v1/quarantine/{quarantineId}/replay", .operator, replay),
            guarded.route(.get, "/v1/privacy-requests", .viewer, privacyRequests),
        ]
    }

    private static func transactions(_ call: Call) async throws -> Answer {
        let (filter, page) = try call.query { fields in
            (TransactionFilter(action: fields.text("action"), status: fields.choice("status")), fields.page())
        }
        return Answer(try await call.web.store.transactions(call.tenant, filter, page)) { $0.value($1) }
    }

    private static func transaction(_ call: Call) async throws -> Answer {
        // Most ids are those that others gave, of whatever form.
        guard let txId = call.parameters["txId"]?.percentDecoded(), (1...255).contains(txId.unicodeScalars.count),
            let record = try await call.web.store.transaction(call.tenant, txId: txId)
        else { throw Failure.notFound("There is no transaction with this id, or it is past its time") }
        return Answer { $0.value(record) }
    }

    /// Read in small pieces, for each delivery comes with its body.
    private static func quarantine(_ call: Call) async throws -> Answer {
        let page = try call.query { $0.page() }
        var rows: [QuarantineRow] = []
        var cursor = page.cursor
        repeat {
            let part = try await call.web.store.quarantine(
                call.tenant,
                PageRequest(limit: min(quarantineStep, page.limit - rows.count), cursor: cursor)
            )
            rows += part.items.map(QuarantineRow.init)
            cursor = part.next
        } while cursor != nil && rows.count < page.limit
        return Answer(Page(items: rows, next: cursor)) { $0.value($1) }
    }

    private static let quarantineStep = 16

    private static func replay(_ call: Call) async throws -> Answer {
        let id = try call.id("quarantineId")
        let (_, body) = try await call.optionalBody { _ in }
        return try await call.write(body) { context in
            let answer = try DeliveryIntake.replay(id, DeliveryParser(), context.tx, context.settings)
            return Answer { json in
                json.object { json in
                    json.member("status", answer.status.rawValue)
                    json.member("txId", answer.txId)
                }
            }
        }
    }

    private static func privacyRequests(_ call: Call) async throws -> Answer {
        let page = try call.query { $0.page() }
        return Answer(try await call.web.store.privacyRequests(call.tenant, page)) { $0.value($1) }
    }
}
