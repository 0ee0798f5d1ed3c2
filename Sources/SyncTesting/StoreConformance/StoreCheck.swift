package import Sync
import Testing

/// What a check has to work with: a store with nothing in it, whose clock stands at `clock`.
package struct StoreSubject: Sendable {
    package let store: any Store
    package let clock: ManualClock
    /// Whether `sweepExpired` takes rows past their time away, or the database does so by itself, later.
    package let isExpirySwept: Bool

    package init(store: any Store, clock: ManualClock, isExpirySwept: Bool = true) {
        self.store = store
        self.clock = clock
        self.isExpirySwept = isExpirySwept
    }
}

/// One promise of the `Store` port. Every engine keeps all of them; an engine's tests run
/// `@Test(arguments: StoreCheck.all)` and hand each check a fresh store.
package struct StoreCheck: Sendable, CustomTestStringConvertible {
    package let name: String
    private let body: @Sendable (StoreSubject) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (StoreSubject) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package func run(on subject: StoreSubject) async throws {
        try await body(subject)
    }

    package var testDescription: String { name }

    package static let all: [StoreCheck] =
        atomicity + concurrency + deduplication + stock + buffers + orders + alerts + channels + dirt + sweeps
        + candidates + attention + quarantine + imports + access + paging + isolation + upkeep
}
