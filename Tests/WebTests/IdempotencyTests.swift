import HTTPTypes
import Inventory
import SQLiteStore
import Sync
import SyncTesting
import Testing

@testable import Web

struct IdempotencyTests {
    private let path = "/v1/inventory/A/adjustments"
    private let body = #"{"delta":3,"reason":"restock"}"#

    private func withCount(_ body: @Sendable (Installation, API) async throws -> Void) async throws {
        try await Installation.run { installation, api in
            try await api.put("/v1/inventory/A", #"{"physical":10}"#).expect(200)
            try await body(installation, api)
        }
    }

    private func physical(_ api: API) async throws -> Int64? {
        try await api.get("/v1/inventory/A").data["physical"].integer
    }

    @Test func theSameRequestIsAnsweredAsTheFirstTime() async throws {
        try await withCount { installation, api in
            let keyed = api.with(.idempotencyKey, "k")
            let first = try await keyed.post(path, body).expect(201)
            let again = try await keyed.post(path, body).expect(201)
            #expect(again.bytes == first.bytes)
            // The other name of the path is the same path.
            #expect(try await keyed.post("/v1.0/inventory/A/adjustments", body).bytes == first.bytes)
            #expect(try await physical(api) == 13)
            installation.clock.advance(by: .seconds(30 * 86_400))
            try await keyed.post(path, body).expect(201)
            #expect(try await physical(api) == 16)
        }
    }

    @Test func anotherRequestUnderTheSameKeyIsAMistake() async throws {
        try await withCount { _, api in
            let keyed = api.with(.idempotencyKey, "k")
            try await keyed.post(path, body).expect(201)
            try await keyed.post(path, #"{"delta":4,"reason":"restock"}"#).refused(422, "idempotency_mismatch")
            try await keyed.put("/v1/buffers/A?channel=none", #"{"units":1}"#).refused(404)
            try await keyed.put("/v1/buffers/A", #"{"units":1}"#).expect(200)
            try await keyed.put("/v1/buffers/A?x=1", #"{"units":1}"#).refused(422, "idempotency_mismatch")
            #expect(try await physical(api) == 13)
        }
    }

    @Test func aKeyBelongsToItsTenantMethodAndPath() async throws {
        try await withCount { _, api in
            let keyed = api.with(.idempotencyKey, "k")
            try await keyed.post(path, body).expect(201)
            try await keyed.put("/v1/inventory/A", #"{"physical":1}"#).expect(200)
            try await keyed.put("/v1/inventory/B", #"{"physical":1}"#).expect(200)
            try await api.put("/v1/tenants/other", #"{"name":"Other"}"#).expect(200)
            try await keyed.with(.tenantId, "other").put("/v1/inventory/B", #"{"physical":2}"#).expect(200)
            #expect(try await physical(api) == 1)
        }
    }

    @Test func refusalsAreNotKept() async throws {
        try await withCount { _, api in
            let keyed = api.with(.idempotencyKey, "k")
            try await keyed.post("/v1/inventory/B/adjustments", body).refused(422, "untracked_sku")
            try await api.put("/v1/inventory/B", #"{"physical":1}"#).expect(200)
            try await keyed.post("/v1/inventory/B/adjustments", body).expect(201)
        }
    }

    @Test func manyAtOnceAreOne() async throws {
        try await withCount { _, api in
            let keyed = api.with(.idempotencyKey, "k")
            let answers = try await withThrowingTaskGroup(of: Answered.self) { group in
                for _ in 0..<20 { group.addTask { try await keyed.post(path, body) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.bytes)).count == 1)
            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(try await physical(api) == 13)
        }
    }

    @Test(arguments: ["a b", "", String(repeating: "k", count: 256)])
    func aKeyHasItsForm(key: String) async throws {
        try await withCount { _, api in
            try await api.with(.idempotencyKey, key).post(path, body).refused(400, field: "Idempotency-Key")
        }
    }

    @Test func deletionsAreAnsweredAgainToo() async throws {
        try await withCount { _, api in
            try await api.put("/v1/buffers/A", #"{"units":1}"#).expect(200)
            let keyed = api.with(.idempotencyKey, "k")
            try await keyed.delete("/v1/buffers/A").expect(204)
            try await keyed.delete("/v1/buffers/A").expect(204)
            try await api.delete("/v1/buffers/A").refused(404)
        }
    }

    /// The key of an API key's answer is given again, and lies nowhere in the open.
    @Test func aSecretAnswerIsKeptSealed() async throws {
        try await withCount { installation, api in
            let keyed = api.with(.idempotencyKey, "k")
            let request = #"{"name":"n","role":"viewer"}"#
            let first = try await keyed.post("/v1/keys", request).expect(201)
            #expect(try await keyed.post("/v1/keys", request).bytes == first.bytes)
            #expect(try await api.get("/v1/keys").data.elements.count == 2)
            let scope = IdempotentAnswer.Scope(method: "POST", path: "/v1/keys", key: "k")
            let kept = try await installation.store.write(.default) { tx in try tx.idempotentAnswer(scope)?.body } ?? []
            let secret = try #require(first.data["key"].text)
            #expect(!kept.isEmpty)
            #expect(!String(decoding: kept, as: UTF8.self).contains(secret))
        }
    }
}
