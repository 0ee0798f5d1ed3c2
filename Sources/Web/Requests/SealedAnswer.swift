import Inventory
import Sync

/// How an answer is kept for a repeat of its request.
protocol AnswerKeeping: Sendable {
    func kept(_ body: [UInt8]) throws -> [UInt8]
    func given(_ kept: [UInt8]) throws -> [UInt8]
}

/// As it is.
struct PlainAnswer: AnswerKeeping {
    func kept(_ body: [UInt8]) -> [UInt8] { body }
    func given(_ kept: [UInt8]) -> [UInt8] { kept }
}

/// Sealed, for an answer that holds a secret.
struct SealedAnswer: AnswerKeeping {
    private let vault: any SecretVault
    private let tenant: TenantID

    /// The seal is bound to this name, which no channel can have: a slash is not allowed in one.
    private static let place = ChannelID(stored: "idempotency/answer")

    init(_ vault: any SecretVault, _ tenant: TenantID) {
        self.vault = vault
        self.tenant = tenant
    }

    func kept(_ body: [UInt8]) throws -> [UInt8] {
        let secret = ChannelCredentials(accessToken: String(decoding: body, as: UTF8.self), signingSecrets: [])
        return try vault.seal(secret, tenant: tenant, channel: Self.place)
    }

    func given(_ kept: [UInt8]) throws -> [UInt8] {
        Array((try vault.open(kept, tenant: tenant, channel: Self.place).accessToken ?? "").utf8)
    }
}
