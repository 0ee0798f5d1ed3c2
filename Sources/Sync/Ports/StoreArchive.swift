package import Inventory

/// The rows of an engine as they are, to be moved to another engine. Nobody may serve them meanwhile.
package protocol StoreArchive: Sendable {
    /// `sqlite` or `dynamodb`.
    var engine: String { get }

    /// Names this store and no other, for ever.
    func identity() async throws -> String
    /// Changes when somebody has served the store, as far as the engine can tell cheaply.
    func mark() async throws -> String
    /// Returns when nobody serves the store.
    ///
    /// Throws `StoreError.inUse` when somebody does.
    func requireIdle() async throws
    /// Whether there is a row of any tenant.
    func holdsRows() async throws -> Bool

    /// What is known of the move that made, or is making, this store; nil when it was never a target.
    func moveState() async throws -> MoveState?
    func save(_ state: MoveState) async throws

    /// Every tenant that has rows, in order of its bytes.
    func tenants() async throws -> [TenantID]
    /// The next rows of the kind in their order, at most about `limit`, with those past their time left out. `tenant` is
    /// not looked at for kinds of all tenants. A page may be empty and not the last.
    func rows(_ kind: ArchiveKind, _ tenant: TenantID, after cursor: String?, limit: Int) async throws
        -> Page<ArchivedRow>
    /// Writes rows that follow those written before, and `state` with them or after them: whoever reads that state finds
    /// these rows. Rows may come again after a crash and are then written over.
    func add(_ rows: [ArchivedRow], then state: MoveState) async throws
    /// Looks up what `add` writes for these rows, in lists and indexes too; answers those of which something is
    /// missing or different.
    func lookUp(_ rows: [ArchivedRow]) async throws -> [ArchivedRow]
}
