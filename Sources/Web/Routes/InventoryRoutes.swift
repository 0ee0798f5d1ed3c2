import HTTPTypes
import Hummingbird
import Inventory
import Sync

/// Counts and their ledger.
enum InventoryRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/inventory", .viewer, list),
            guarded.route(.get, "/v1/inventory/{sku}", .viewer, get),
            guarded.route(.put, "/v1/inventory/{sku}", .operator, put),
            guarded.route(.post, "/v1/inventory/{sku}/adjustments", .operator, adjust),
            guarded.route(.get, "/v1/inventory/{sku}/movements", .viewer, movements),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let (query, lowStock, page) = try call.query { ($0.text("query"), $0.flag("lowStock"), $0.page()) }
        return Answer(try await call.web.reader.page(call.tenant, query: query, lowStock: lowStock, page)) {
            $0.value($1)
        }
    }

    private static func get(_ call: Call) async throws -> Answer {
        let sku = try call.sku()
        let consistent = try call.query { $0.flag("consistent") } ?? false
        guard let cached = try await call.web.reader.row(call.tenant, sku, consistent: consistent) else {
            throw Failure.notFound("There is no SKU \(sku)")
        }
        let body = cached.bytes { row in Answer(reserving: 1024) { $0.detailed(row) }.body }
        return Answer(status: .ok, body: body)
    }

    private static func put(_ call: Call) async throws -> Answer {
        let sku = try call.sku()
        let expectedVersion = try call.expectedVersion()
        let (count, body) = try await call.body { fields in
            // Null takes the SKU's own threshold away, absent leaves it.
            let threshold: Int64?? =
                fields.mentions("lowStockThreshold") ? .some(fields.optionalInteger("lowStockThreshold")) : nil
            return (physical: fields.integer("physical"), threshold: threshold)
        }
        return try await call.write(body) { context in
            try StockCommands.setCount(
                context,
                sku: sku,
                physical: count.physical,
                lowStockThreshold: count.threshold,
                expectedVersion: expectedVersion
            )
            let row = try InventoryRow.current(sku, context)
            return Answer { $0.value(row) }
        }
    }

    private static func adjust(_ call: Call) async throws -> Answer {
        let sku = try call.sku()
        let (adjustment, body) = try await call.body { fields in
            (
                delta: fields.integer("delta"),
                reason: fields.choice("reason", or: AdjustmentReason.adjustment),
                reference: fields.optionalText("reference", limit: 255),
                note: fields.optionalText("note", limit: 1000)
            )
        }
        return try await call.write(body) { context in
            let movement = try StockCommands.adjust(
                context,
                sku: sku,
                delta: adjustment.delta,
                reason: adjustment.reason,
                reference: adjustment.reference,
                note: adjustment.note
            )
            return Answer(.created) { $0.value(movement) }
        }
    }

    private static func movements(_ call: Call) async throws -> Answer {
        let sku = try call.sku()
        let page = try call.query { $0.page() }
        let movements = try await call.web.store.movements(call.tenant, sku, page)
        if movements.items.isEmpty, page.cursor == nil,
            try await call.web.reader.row(call.tenant, sku, consistent: true) == nil
        {
            throw Failure.notFound("There is no SKU \(sku)")
        }
        return Answer(movements) { $0.value($1) }
    }
}

extension Call {
    /// The version that `If-Match` asks for, quoted or bare; nil without the header or for `*`.
    func expectedVersion() throws -> Int64? {
        guard let header = request.headers[.ifMatch], header != "*" else { return nil }
        let quoted = header.count >= 2 && header.hasPrefix("\"") && header.hasSuffix("\"")
        guard let version = Int64(quoted ? String(header.dropFirst().dropLast()) : header) else {
            throw Failure.invalid("If-Match", "must be the row's version, such as \"7\"")
        }
        return version
    }
}
