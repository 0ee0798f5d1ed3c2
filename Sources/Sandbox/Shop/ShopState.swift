/// All that a shop knows: its shelf and its orders. Every change says which webhooks it causes.
struct ShopState: Sendable {
    struct Level: Sendable, Equatable {
        var available: Int64
        /// Sold and not yet sent.
        var committed: Int64 = 0
        /// Whole seconds.
        var updatedAt: ShopTime

        /// By its name in the Admin API; nil for no such name. What is never moved here is 0.
        func quantity(_ name: String) -> Int64? {
            switch name {
            case "available": available
            case "committed": committed
            case "on_hand": available + committed
            case "damaged", "incoming", "quality_control", "reserved", "safety_stock": 0
            default: nil
            }
        }
    }

    let domain: String
    let locationId: Int64
    let opened: ShopTime
    /// In order of their ids, as pages list them.
    let items: [SandboxItem]
    let itemsById: [Int64: SandboxItem]
    private let itemsBySKU: [String: SandboxItem]
    private(set) var levels: [Int64: Level]
    var orders: [Int64: SandboxOrder] = [:]
    var subscriptions: [Int64: SandboxSubscription] = [:]
    var bulk = BulkOperations()
    var idempotency = IdempotencyMemory()
    var bucket: ThrottleBucket

    private var lastId: Int64
    private var lastNumber: Int64 = 1000

    /// Nothing: what stands in for a shop that is being worked on.
    static let none = ShopState(
        domain: "",
        locationId: 0,
        items: [],
        bucket: ThrottleBucket(maximum: 0, restorePerSecond: 0),
        now: ShopTime(milliseconds: 0)
    )

    /// `now` is the opening of the shop. Ids begin above it, so that a shop that opens again gives none twice.
    init(domain: String, locationId: Int64, items: [SandboxItem], bucket: ThrottleBucket, now: ShopTime) {
        self.domain = domain
        self.locationId = locationId
        opened = now.wholeSeconds
        self.items = items.sorted { $0.inventoryItemId < $1.inventoryItemId }
        itemsById = Dictionary(items.map { ($0.inventoryItemId, $0) }) { first, _ in first }
        itemsBySKU = Dictionary(items.map { ($0.sku, $0) }) { first, _ in first }
        levels = itemsById.mapValues { [opened] in Level(available: $0.stock, updatedAt: opened) }
        self.bucket = bucket
        lastId = now.milliseconds * 100_000
    }

    func item(_ sku: String) throws(SandboxRefusal) -> SandboxItem {
        guard let item = itemsBySKU[sku] else { throw .noSuchItem(sku) }
        return item
    }

    func available(_ itemId: Int64) -> Int64 { levels[itemId]?.available ?? 0 }

    /// How many other items bear its SKU.
    func duplicates(of item: SandboxItem) -> Int64 {
        Int64(items.count { $0.sku == item.sku }) - 1
    }

    /// Sets a level; nil when it stood there already.
    mutating func setLevel(_ itemId: Int64, to available: Int64, at now: ShopTime) -> ShopChange? {
        guard let held = levels[itemId], held.available != available else { return nil }
        let moment = max(now.wholeSeconds, held.updatedAt)
        levels[itemId]?.available = available
        levels[itemId]?.updatedAt = moment
        return .level(itemId: itemId, locationId: locationId, available: available, updatedAt: moment)
    }

    mutating func move(_ itemId: Int64, by units: Int64, at now: ShopTime) -> [ShopChange] {
        setLevel(itemId, to: available(itemId) + units, at: now).map { [$0] } ?? []
    }

    mutating func commit(_ itemId: Int64, _ units: Int64) {
        levels[itemId]?.committed += units
    }

    mutating func newOrderNumber() -> Int64 {
        lastNumber += 1
        return lastNumber
    }

    mutating func newId() -> Int64 {
        lastId += 1
        return lastId
    }
}

/// What happened, in the terms of the webhooks that tell it.
enum ShopChange: Sendable {
    case order(SandboxOrder, topics: [String])
    case refund(SandboxOrder.Refund, of: SandboxOrder)
    case edit(SandboxOrder, SandboxOrder.Edit)
    case level(itemId: Int64, locationId: Int64, available: Int64, updatedAt: ShopTime)
}

extension [ShopChange] {
    /// One action that moves an item twice tells its level once, as it is in the end.
    func withLastLevelsOnly() -> [ShopChange] {
        var seen: Set<Int64> = []
        let kept = reversed().filter { change in
            if case .level(let itemId, _, _, _) = change { seen.insert(itemId).inserted } else { true }
        }
        return kept.reversed()
    }
}
