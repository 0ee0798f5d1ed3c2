import HTTPTypes
import Inventory
import Signing
import Sync

/// Answers who calls and for which tenant, or refuses: 401 for who is not known, 403 for what is not allowed.
struct Authenticator: Sendable {
    struct Admission: Sendable {
        let caller: Caller
        /// Where the call acts: the caller's own tenant, or the one that a first key names.
        let tenant: TenantID
    }

    private let keys: APIKeyVerifier
    private let others: [any CredentialVerifier]
    private let store: any Store

    init(keys: APIKeyVerifier, others: [any CredentialVerifier], store: any Store) {
        self.keys = keys
        self.others = others
        self.store = store
    }

    func admit(_ headers: CallHeaders, atLeast role: Role) async throws -> Admission {
        guard let token = headers.bearerToken else { throw Self.unknownCaller }
        let hash = APIKeyVerifier.hash(of: token)
        let caller: Caller
        if let known = keys.remembered(hash) {
            caller = known
        } else {
            caller = try await authenticate(token, hash)
        }
        let tenant = headers.tenantId == nil ? caller.tenant : try await tenant(of: caller, headers.tenantId)
        guard caller.role >= role else {
            throw Failure(
                .forbidden,
                "forbidden",
                "This needs the role \(role.rawValue); yours is \(caller.role.rawValue)"
            )
        }
        return Admission(caller: caller, tenant: tenant)
    }

    private func authenticate(_ token: Substring, _ hash: Digest) async throws -> Caller {
        if let caller = try await keys.caller(withKeyOf: hash) { return caller }
        for verifier in others {
            if let caller = try await verifier.caller(presenting: String(token)) { return caller }
        }
        throw Self.unknownCaller
    }

    private func tenant(of caller: Caller, _ header: String?) async throws -> TenantID {
        guard let header else { return caller.tenant }
        let named: TenantID
        do {
            named = try TenantID(header)
        } catch {
            throw Failure.invalid("X-Tenant-Id", error.message)
        }
        if named == caller.tenant { return named }
        guard caller.mayActForAnyTenant else {
            throw Failure(.forbidden, "forbidden", "This key belongs to another tenant: leave X-Tenant-Id out")
        }
        guard try await store.tenant(named) != nil else { throw Failure.notFound("There is no tenant \(named)") }
        return named
    }

    private static let unknownCaller = Failure(
        .unauthorized,
        "not_authenticated",
        "Send a valid API key as: Authorization: Bearer <key>",
        headers: [.wwwAuthenticate: "Bearer"]
    )
}
