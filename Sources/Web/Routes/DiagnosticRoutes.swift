import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Sync

/// What `syncstate doctor` asks a server.
enum DiagnosticRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/diagnostics/ledger", .admin, ledger),
            guarded.route(.get, "/v1/channels/{channelId}/probe", .admin, probe),
        ]
    }

    /// SKUs whose movements do not add up to their level. The cursor is the last SKU of the page before.
    private static func ledger(_ call: Call) async throws -> Answer {
        let page = try call.query { $0.page() }
        let rows = try await call.web.store.ledgerMismatches(
            call.tenant,
            after: try page.cursor.map { try SKU($0) },
            limit: page.limit
        )
        let next = rows.count < page.limit ? nil : rows.last?.sku.value
        return Answer(Page(items: rows, next: next)) { json, row in
            json.object { json in
                json.member("sku", row.sku.value)
                json.member("level") { $0.members(of: row.level) }
                json.member("movements") { $0.members(of: row.movements) }
            }
        }
    }

    private static func probe(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        let probe = try await call.web.operations.probe(call.tenant, id)
        return Answer { json in
            json.object { json in
                json.member("reachable", probe.failure == nil)
                json.member("reason", probe.failure)
                json.member("milliseconds", probe.took.milliseconds)
                json.member("channelTime", probe.channelTime)
                json.member("skewSeconds", probe.skew.map { $0.components.seconds })
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of delta: StockDelta) {
        member("physical", delta.physical)
        member("reserved", delta.reserved)
        member("suspense", delta.suspense)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
