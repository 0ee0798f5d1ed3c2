package import Inventory

/// Who works for which channel where several instances share a store: one of them tells it, settles and reconciles.
package protocol ChannelClaims: Sendable {
    /// The term of this instance's work for the channel; nil while another one works for it. A new term begins whenever
    /// another instance may have worked for it in between.
    func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64?
    /// Runs `body` so that what it writes to the store is written only while the term lasts.
    func during<Result: Sendable>(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result
    /// Runs `body` so that what it writes is written whoever works for the channel.
    func regardless<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result
    /// Runs `body` once no other instance is at the same work, and so that what it writes to the store is written only
    /// while none is. Waits while another one is at it; of one that died nothing is heard after a while.
    ///
    /// Throws what `body` throws, and `StoreError`.
    func alone<Result: Sendable>(at work: SharedWork, _ body: () async throws -> Result) async throws -> Result
    /// Claims channels that nobody works for, keeps those it has, and lets go of them when it is cancelled. `beat` is told
    /// again and again: others may have committed, and terms may have begun or ended.
    func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async
    /// A channel is there that was not at the last look: it is not left waiting for the next one. Cheap; from any thread.
    func lookNow()
}

/// Work that is done by one instance at a time, whoever works for the channel.
package enum SharedWork: Hashable, Sendable {
    /// A long look at a channel: an import, or a reconciliation.
    case pull(TenantID, ChannelID)
    /// The renewal of a shop's tokens. What it writes depends on no other work that it is part of: a token that was given
    /// must be stored.
    case tokens(TenantID, shop: String)
}

/// Of a store that no other instance writes: every channel is ours.
package struct SoleInstance: ChannelClaims {
    package init() {}

    package func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64? { 0 }

    package func during<Result: Sendable>(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        try await body()
    }

    package func regardless<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        try await body()
    }

    package func alone<Result: Sendable>(
        at work: SharedWork,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await body()
    }

    package func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async {}

    package func lookNow() {}
}
