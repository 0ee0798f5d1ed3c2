package import Inventory

/// Who works for which channel where several instances share a store: one of them tells it, settles and reconciles.
package protocol ChannelClaims: Sendable {
    /// The term of this instance's work for the channel; nil while another one works for it. A new term begins whenever
    /// another instance may have worked for it in between.
    func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64?
    /// Runs `body` so that what it writes to the store is written only while the term lasts.
    func during(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async -> Void
    ) async
    /// Claims channels that nobody works for, keeps those it has, and lets go of them when it is cancelled. `beat` is told
    /// again and again: others may have committed, and terms may have begun or ended.
    func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async
}

/// Of a store that no other instance writes: every channel is ours.
package struct SoleInstance: ChannelClaims {
    package init() {}

    package func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64? { 0 }

    package func during(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async -> Void
    ) async {
        await body()
    }

    package func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async {}
}
