package import Inventory

/// Everything that is kept. Two engines stand behind it, held to one conformance suite.
package protocol Store: StoreQueries {
    /// Runs `body` as one atomic step and returns when it is durable: after a crash it has happened whole or not at all.
    /// Concurrent steps may share a commit.
    ///
    /// Throws what `body` throws, with nothing written; `StoreError` when the store itself cannot.
    func write<Result: Sendable>(
        _ tenant: TenantID,
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result

    /// SKUs that a step should change at most where its work can be split. More of them are still one step, but one that
    /// costs more than its parts and is easily overtaken by others.
    var handySKUs: Int { get }

    /// Told of every commit, in order of the commits, on a thread of the store: it must return at once.
    func observe(_ observer: any CommitObserver)
}

extension Store {
    package var handySKUs: Int { .max }
}

package protocol CommitObserver: Sendable {
    func committed(_ notice: CommitNotice)
}

/// What one commit did for one tenant.
package struct CommitNotice: Sendable {
    package let tenant: TenantID
    package let events: [ChangeEvent]
    /// Channels for which something became dirty.
    package let dirtied: Set<ChannelID>
    /// Channels of which something must be looked at again, and when the first of it.
    package let attention: [ChannelID: Timestamp]

    package init(
        tenant: TenantID,
        events: [ChangeEvent],
        dirtied: Set<ChannelID>,
        attention: [ChannelID: Timestamp] = [:]
    ) {
        self.tenant = tenant
        self.events = events
        self.dirtied = dirtied
        self.attention = attention
    }
}

/// Why the store itself could not.
package enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nothing was written; the same call may succeed later (disk full, read-only, locked, shutting down).
    case unavailable(String)
    /// Another process has it open.
    case inUse(String)
    /// More work waits than is allowed; nothing was written.
    case overloaded
    /// Stored bytes are not what was once written.
    case damaged(String)

    package var description: String {
        switch self {
        case .unavailable(let reason): "the store is not available: \(reason)"
        case .inUse(let reason): reason
        case .overloaded: "the store has too much work waiting"
        case .damaged(let reason): "the store is damaged: \(reason)"
        }
    }
}
