import Inventory

/// SKUs that the writer met lately. It is the only writer, so what it remembers holds until a rollback. Bounded: when the
/// younger half is full it becomes the older one, and what nobody asked for meanwhile is let go.
struct SKUCache {
    struct Key: Hashable {
        let tenant: Int64
        let sku: SKU
    }

    private static let halfCapacity = 2048
    private var younger: [Key: SKUEntry] = [:]
    private var older: [Key: SKUEntry] = [:]

    mutating func entry(_ key: Key) -> SKUEntry? {
        if let entry = younger[key] { return entry }
        guard let entry = older[key] else { return nil }
        younger[key] = entry
        return entry
    }

    mutating func add(_ entry: SKUEntry, _ key: Key) {
        younger[key] = entry
    }

    /// Lets go of the older half once the younger one is full. Only when nothing waits to be written.
    mutating func age() {
        guard younger.count >= Self.halfCapacity else { return }
        older = younger
        younger = [:]
        younger.reserveCapacity(Self.halfCapacity)
    }

    mutating func removeAll() {
        younger = [:]
        older = [:]
    }
}
