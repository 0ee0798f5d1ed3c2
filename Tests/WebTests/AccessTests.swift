import HTTPTypes
import Inventory
import SQLiteStore
import Sync
import SyncTesting
import Testing

@testable import Web

struct AccessTests {
    @Test(
        arguments: [
            nil, "Bearer wrong", "Bearer ", "Bearer", "Basic dXNlcg==", "sync_x", "Bearer a b",
            "Bearer " + String(repeating: "x", count: 9000),
        ]
    )
    func aStrangerIsNotKnown(header: String?) async throws {
        try await Installation.run { _, api in
            var stranger = api.with(key: nil)
            stranger.headers[.authorization] = header
            let there = try await stranger.get("/v1/inventory").refused(401, "not_authenticated")
            #expect(there.headers[.wwwAuthenticate] == "Bearer")
            // Not even the body of a stranger is looked at.
            try await stranger.put("/v1/inventory/A", "{").refused(401)
        }
    }

    @Test func aKeyMayBeSentInAnyCaseOfBearer() async throws {
        try await Installation.run { _, api in
            var caller = api.with(key: nil)
            caller.headers[.authorization] = "bearer  \(Installation.firstKey)"
            try await caller.get("/v1/inventory").expect(200)
        }
    }

    /// Every route that needs a caller, and the role it asks for.
    @Test func rolesMayDoWhatTheyMay() async throws {
        try await Installation.run { installation, api in
            let viewer = try await api.key(for: "viewer")
            let `operator` = try await api.key(for: "operator")
            let admin = try await api.key(for: "admin")
            try await api.put("/v1/inventory/A", #"{"physical":1}"#).expect(200)
            let stock: [(HTTPRequest.Method, String, String)] = [
                (.put, "/v1/inventory/A", #"{"physical":1}"#),
                (.post, "/v1/inventory/A/adjustments", #"{"delta":1,"reason":"restock"}"#),
                (.put, "/v1/buffers/A", #"{"units":1}"#), (.put, "/v1/buffer-default", #"{"units":0}"#),
                (.post, "/v1/alerts/read", "{}"),
                (.post, "/v1/returns", #"{"sku":"A","quantity":1,"disposition":"SELLABLE"}"#),
            ]
            for (method, path, body) in stock {
                try await viewer.send(method, path, body).refused(403, "forbidden")
                #expect(try await `operator`.send(method, path, body).status / 100 == 2, "\(path)")
            }
            try await viewer.delete("/v1/buffers/A").refused(403)
            let channel = #"{"kind":"http","url":"https://example.com/","signingSecret":"s"}"#
            let administration: [(HTTPRequest.Method, String, String?)] = [
                (.put, "/v1/channels/c", channel), (.post, "/v1/channels/c/pause", "{}"),
                (.post, "/v1/channels/c/resume", "{}"), (.delete, "/v1/channels/c", nil), (.get, "/v1/keys", nil),
                (.post, "/v1/keys", #"{"name":"n","role":"viewer"}"#),
            ]
            for (method, path, body) in administration {
                try await viewer.send(method, path, body).refused(403)
                try await `operator`.send(method, path, body).refused(403)
                #expect(try await admin.send(method, path, body).status / 100 == 2, "\(path)")
            }
            try await admin.get("/v1/tenants").refused(403)
            try await admin.put("/v1/tenants/t", #"{"name":"T"}"#).refused(403)
            for path in ["inventory", "buffers", "alerts", "alerts/summary", "returns", "transactions", "channels"] {
                try await viewer.get("/v1/\(path)").expect(200)
            }
        }
    }

    @Test func aRevokedKeyIsNotKnownFromThatMomentOn() async throws {
        try await Installation.run { _, api in
            let made = try await api.post("/v1/keys", #"{"name":"night shift","role":"operator"}"#).expect(201)
            let key = try #require(made.data["key"].text)
            #expect(key.hasPrefix("sync_"))
            let caller = api.with(key: key)
            try await caller.put("/v1/inventory/A", #"{"physical":1}"#).expect(200)
            let movements = try await api.get("/v1/inventory/A/movements").data.elements
            #expect(movements.first?["actor"].text == "night shift")
            let id = try #require(made.data["keyId"].text)
            #expect(!(try await api.get("/v1/keys").expect(200).text.contains(key)))
            try await api.delete("/v1/keys/\(id)").expect(204)
            try await caller.get("/v1/inventory").refused(401)
            try await api.delete("/v1/keys/\(id)").refused(404)
            try await api.delete("/v1/keys/none").refused(404)
        }
    }

    @Test func aKeyExpiresThoughItIsCached() async throws {
        try await Installation.run { installation, api in
            let expiry = installation.clock.now.adding(.seconds(5)).iso8601
            let made = try await api.post("/v1/keys", #"{"name":"n","role":"viewer","expiresAt":"\#(expiry)"}"#).expect(
                201
            )
            let caller = api.with(key: made.data["key"].text)
            try await caller.get("/v1/inventory").expect(200)
            installation.clock.advance(by: .milliseconds(4_999))
            try await caller.get("/v1/inventory").expect(200)
            installation.clock.advance(by: .milliseconds(1))
            try await caller.get("/v1/inventory").refused(401)
        }
    }

    /// What another process revoked is found out within the cache's life.
    @Test func aKeyThatIsGoneFromTheStoreIsForgotten() async throws {
        try await Installation.run { installation, api in
            let made = try await api.post("/v1/keys", #"{"name":"n","role":"viewer"}"#).expect(201)
            let id = try #require(made.data["keyId"].text)
            let caller = api.with(key: made.data["key"].text)
            try await caller.get("/v1/inventory").expect(200)
            _ = try await installation.store.write(.default) { tx in try tx.deleteAccessKey(id) }
            try await caller.get("/v1/inventory").expect(200)
            installation.clock.advance(by: .seconds(30))
            try await caller.get("/v1/inventory").refused(401)
        }
    }

    @Test func keysAreMadeWithCare() async throws {
        try await Installation.run { _, api in
            try await api.post("/v1/keys", #"{"role":"viewer"}"#).refused(400, field: "name")
            try await api.post("/v1/keys", #"{"name":"","role":"viewer"}"#).refused(400, field: "name")
            try await api.post("/v1/keys", #"{"name":"n","role":"Admin"}"#).refused(400, field: "role")
            for expiry in [#""yesterday""#, "5", #""2020-01-01T00:00:00Z""#, #""2030-01-01T00:00:00""#] {
                try await api.post("/v1/keys", #"{"name":"n","role":"viewer","expiresAt":\#(expiry)}"#)
                    .refused(400, field: "expiresAt")
            }
        }
    }

    @Test func theFirstKeyActsInAnyTenantAndOthersInTheirOwn() async throws {
        try await Installation.run { _, api in
            try await api.with(.tenantId, "other").get("/v1/inventory").refused(404)
            try await api.put("/v1/tenants/other", #"{"name":"Other"}"#).expect(200)
            try await api.put("/v1/tenants/other", #"{"name":"Another"}"#).expect(200)
            #expect(try await api.get("/v1/tenants").data.elements.contains { $0["name"].text == "Another" })
            let theirs = api.with(.tenantId, "other")
            try await theirs.put("/v1/inventory/A", #"{"physical":7}"#).expect(200)
            try await api.get("/v1/inventory/A").refused(404)
            try await api.with(.tenantId, "a b").get("/v1/inventory").refused(400, field: "X-Tenant-Id")
            try await api.with(.tenantId, "default").get("/v1/inventory/A").refused(404)
            let key = try await theirs.key(for: "admin")
            #expect(try await key.get("/v1/inventory/A").expect(200).data["physical"].integer == 7)
            try await key.with(.tenantId, "other").get("/v1/inventory/A").expect(200)
            try await key.with(.tenantId, "default").get("/v1/inventory").refused(403)
            try await api.put("/v1/tenants/a%20b", #"{"name":"x"}"#).refused(400, field: "tenantId")
        }
    }
}

extension API {
    /// A fresh key's calls.
    func key(for role: String) async throws -> API {
        let made = try await post("/v1/keys", #"{"name":"\#(role)","role":"\#(role)"}"#).expect(201)
        var caller = with(key: made.data["key"].text)
        caller.headers[.tenantId] = nil
        return caller
    }
}
