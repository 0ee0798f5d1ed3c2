import Inventory

/// The rows of one step of one archive, one after the other.
struct ArchiveStream {
    private let archive: any StoreArchive
    private let step: MoveStep
    private let limit: Int
    private var cursor: String?
    private var isAtEnd = false
    /// Reversed: the next row is the last.
    private var waiting: [ArchivedRow] = []

    init(_ archive: any StoreArchive, _ step: MoveStep, _ limit: Int) {
        self.archive = archive
        self.step = step
        self.limit = limit
    }

    /// Reads until at least so many rows wait, or there are no more.
    mutating func fill(_ count: Int) async throws {
        while waiting.count < count, !isAtEnd {
            let page = try await archive.rows(step.kind, step.tenant, after: cursor, limit: limit)
            waiting.insert(contentsOf: page.items.reversed(), at: 0)
            cursor = page.next
            isAtEnd = page.next == nil
        }
    }

    mutating func head() async throws -> ArchivedRow? {
        try await fill(1)
        return waiting.last
    }

    mutating func drop() { waiting.removeLast() }

    /// How many rows stand before the one with this key, among those that were read; nil when it is not among them.
    func distance(to key: String, _ tenant: TenantID) -> Int? {
        waiting.lastIndex { $0.key == key && $0.tenant == tenant }.map { waiting.count - 1 - $0 }
    }
}
