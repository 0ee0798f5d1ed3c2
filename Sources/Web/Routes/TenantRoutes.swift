import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Sync

/// Merchants, made with the first key only.
enum TenantRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/tenants", .admin, list),
            guarded.route(.put, "/v1/tenants/{tenantId}", .admin, put),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        try requireFirstKey(call)
        let page = try call.query { $0.page() }
        return Answer(try await call.web.store.tenants(page)) { $0.value($1) }
    }

    private static func put(_ call: Call) async throws -> Answer {
        try requireFirstKey(call)
        let id = try TenantID(call.parameters["tenantId"]?.percentDecoded() ?? "")
        let (name, body) = try await call.body { $0.text("name", limit: 100) }
        let createdAt = try await call.web.store.tenant(id)?.createdAt
        return try await call.write(body) { context in
            let tenant = Tenant(tenantId: id, name: name, createdAt: createdAt ?? context.tx.now)
            try context.tx.put(tenant)
            return Answer { $0.value(tenant) }
        }
    }

    private static func requireFirstKey(_ call: Call) throws {
        guard call.caller.mayActForAnyTenant else {
            throw Failure(.forbidden, "forbidden", "Tenants are made with the first key only (SYNCSTATE_API_KEY)")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ tenant: Tenant) {
        object { json in
            json.member("tenantId", tenant.tenantId.value)
            json.member("name", tenant.name)
            json.member("createdAt", tenant.createdAt)
        }
    }
}
