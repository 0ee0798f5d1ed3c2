import HTTPTypes
import Inventory
import Sync

/// Answers who calls and for which tenant, or refuses: 401 for who is not known, 403 for what is not allowed.
struct Authenticator: Sendable {
    struct Admission: Sendable {
        let caller: Caller
        /// Where the call acts: the caller's own tenant, or the one that a first key names.
        let tenant: TenantID
    }

    private let verifiers: [any CredentialVerifier]
    private let store: any Store

    private static let tokenLimit = 8192

    init(_ verifiers: [any CredentialVerifier], store: any Store) {
        self.verifiers = verifiers
        self.store = store
    }

    func admit(_ headers: HTTPFields, atLeast role: Role) async throws -> Admission {
        let caller = try await authenticate(headers)
        let tenant = try await tenant(of: caller, headers[.tenantId])
        guard caller.role >= role else {
            throw Failure(
                .forbidden,
                "forbidden",
                "This needs the role \(role.rawValue); yours is \(caller.role.rawValue)"
            )
        }
        return Admission(caller: caller, tenant: tenant)
    }

    private func authenticate(_ headers: HTTPFields) async throws -> Caller {
        guard let token = Self.bearerToken(headers[.authorization]) else { throw Self.unknownCaller }
        for verifier in verifiers {
            if let caller = try await verifier.caller(presenting: token) { return caller }
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

    private static func bearerToken(_ header: String?) -> String? {
        guard let header, header.utf8.count <= tokenLimit else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty || token.contains(" ") ? nil : String(token)
    }
}
