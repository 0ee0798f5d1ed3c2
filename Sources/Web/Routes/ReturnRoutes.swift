import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Sync

/// Goods that came back.
enum ReturnRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/returns", .viewer, list),
            guarded.route(.post, "/v1/returns", .operator, create),
            guarded.route(.patch, "/v1/returns/{returnId}", .operator, decide),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let (filter, page) = try call.query { fields in
            let filter = ReturnFilter(
                sku: fields.sku(),
                orderId: fields.text("orderId"),
                disposition: fields.choice("disposition")
            )
            return (filter, fields.page())
        }
        return Answer(try await call.web.store.returns(call.tenant, filter, page)) { $0.value($1) }
    }

    private static func create(_ call: Call) async throws -> Answer {
        let (given, body) = try await call.body { fields in
            (
                sku: fields.sku(),
                quantity: fields.integer("quantity"),
                disposition: fields.choice("disposition", or: Disposition.inspecting),
                orderId: fields.optionalText("orderId", limit: 255),
                note: fields.optionalText("note", limit: 1000)
            )
        }
        return try await call.write(body) { context in
            let row = try ReturnCommands.create(
                context,
                sku: given.sku,
                quantity: given.quantity,
                disposition: given.disposition,
                orderId: given.orderId,
                note: given.note
            )
            return Answer(.created) { $0.value(row) }
        }
    }

    private static func decide(_ call: Call) async throws -> Answer {
        let id = try call.id("returnId")
        let (disposition, body) = try await call.body { $0.choice("disposition", or: Disposition.inspecting) }
        return try await call.write(body) { context in
            let row = try ReturnCommands.decide(context, returnId: id, disposition: disposition)
            return Answer { $0.value(row) }
        }
    }
}
