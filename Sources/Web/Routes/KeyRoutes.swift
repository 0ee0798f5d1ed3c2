import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Signing
import Sync

/// API keys of a tenant.
struct KeyRoutes: Sendable {
    let guarded: GuardedRoutes
    let verifier: APIKeyVerifier

    var all: [Route] {
        [
            guarded.route(.get, "/v1/keys", .admin, Self.list),
            guarded.route(.post, "/v1/keys", .admin, Self.create),
            guarded.route(.delete, "/v1/keys/{keyId}", .admin, delete),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let page = try call.query { $0.page() }
        return Answer(try await call.web.store.accessKeys(call.tenant, page)) { json, key in
            json.object { $0.members(of: key) }
        }
    }

    private static func create(_ call: Call) async throws -> Answer {
        let (given, body) = try await call.body { fields in
            (
                name: fields.text("name", limit: 100),
                role: fields.choice("role", or: Role.viewer),
                expiresAt: fields.optionalTime("expiresAt")
            )
        }
        let material = APIKeyMaterial.generate()
        // The answer is the one place that has the key, so what is kept of it for a repeat is sealed.
        return try await call.write(body, keptAs: SealedAnswer(call.web.vault, call.tenant)) { context in
            let key = try AccessCommands.createKey(
                context,
                name: given.name,
                role: given.role,
                hash: material.storageHash.bytes,
                expiresAt: given.expiresAt
            )
            return Answer(.created) { json in
                json.object { json in
                    json.members(of: key)
                    json.member("key", material.key.reveal())
                }
            }
        }
    }

    private func delete(_ call: Call) async throws -> Answer {
        let id = try call.id("keyId")
        let answer = try await call.write { context in
            try AccessCommands.deleteKey(context, keyId: id)
            return .noContent
        }
        verifier.revoke(keyId: id)
        return answer
    }
}

extension JSONWriter {
    fileprivate mutating func members(of key: AccessKey) {
        member("keyId", key.keyId)
        member("name", key.name)
        member("role", key.role.rawValue)
        member("isFirst", key.isFirst)
        member("createdAt", key.createdAt)
        member("expiresAt", key.expiresAt)
    }
}
