import Inventory
import Sync

/// The newest changes, each with its number. What is older than the log reaches is lost to who comes late.
struct EventLog {
    struct Entry: Sendable {
        /// Rises by one with every change of any tenant.
        let number: Int
        let tenant: TenantID
        let event: ChangeEvent
    }

    enum Reading {
        case complete([Entry])
        /// Some of what was asked for is gone.
        case broken
    }

    private let capacity: Int
    private var entries: [Entry] = []
    /// The number of the next change.
    private(set) var next = 1

    init(capacity: Int) {
        self.capacity = capacity
        entries.reserveCapacity(capacity)
    }

    mutating func append(_ event: ChangeEvent, of tenant: TenantID) {
        let entry = Entry(number: next, tenant: tenant, event: event)
        if entries.count < capacity { entries.append(entry) } else { entries[slot(of: next)] = entry }
        next += 1
    }

    /// The tenant's changes from `number` on.
    func read(from number: Int, of tenant: TenantID) -> Reading {
        guard number >= next - entries.count, number <= next else { return .broken }
        return .complete((number..<next).map { entries[slot(of: $0)] }.filter { $0.tenant == tenant })
    }

    private func slot(of number: Int) -> Int { (number - 1) % capacity }
}
