import Inventory
import SeededRandom
import SyncTesting

/// One seeded run: what people do at the shop, what becomes of the news of it, and what we do.
struct ModelRun {
    enum Transit {
        case news(ShopModel.News)
        case level(ShopModel.Level)
    }

    /// What people do at the shop of this run.
    enum Habit: CaseIterable {
        /// They buy, and nothing else: then what is known of every sale can be reckoned exactly.
        case buying
        /// They also take back, add to orders and edit counts.
        case anything
    }

    private(set) var shop: ShopModel
    private(set) var merchant: ModelMerchant
    var random: SeededGenerator
    var transit: [Transit] = []
    var question: Int64?
    var write: (write: ShopModel.Write, key: String, sent: Int)?
    /// What the shop has answered to it, while the answer is under way.
    var reply: ShopModel.SetAnswer?
    /// Units that came or went by other channels, now and when the write under way was decided on.
    var elsewhereAtIntent: Int64 = 0
    var elsewhere: Int64 = 0
    /// Whether the shop showed what the write under way compares with when it was decided on.
    var startedTrue = false
    var found: [String] = []
    /// Between the two clocks; ours is never asked what time it is at the shop.
    let skew: Int64
    /// The longest time between two steps, and how many of a hundred chances to edit the count a person takes.
    let pace: Int64
    /// Changes of the level in each second of the shop's clock: of several nobody can tell which came first.
    var changes: [Int64: Int] = [:]
    let restlessness: Int
    let habit: Habit
    /// The newest change of the level that we have seen, by webhook or reading.
    var seen: Int64 = 0
    let initial: Int64 = 40

    init(authority: Authority, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        skew = Int64.random(in: -5_000_000...5_000_000, using: &random)
        pace = [0, 1, 4, 30].randomElement(using: &random) ?? 4
        habit = Habit.allCases.randomElement(using: &random) ?? .anything
        restlessness = [10, 40, 100].randomElement(using: &random) ?? 40
        shop = ShopModel(now: Shop.time(0))
        merchant = ModelMerchant(authority: authority)
        shop.stock(ModelMerchant.itemId, Shop.sku, initial)
        shop.stock(Self.companionId, SKU(stored: "B"), 1)
        for _ in 0..<3 { shop.sell(ModelMerchant.itemId, 1) }
        advance(by: Int64.random(in: 1...3, using: &random))
        if Bool.random(using: &random) { shop.sell(ModelMerchant.itemId, 2) }
        advance(by: 1)
        if let reading = read() { merchant.begin(by: reading) }
        collectNews()
    }

    var now: Timestamp { shop.now.adding(milliseconds: skew) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func advance(by seconds: Int64) {
        shop.now = shop.now.adding(milliseconds: seconds * 1000)
    }

    // MARK: Steps

    mutating func play(steps: Int) {
        for _ in 0..<steps {
            step()
            check()
        }
    }

    mutating func step() {
        if chance(60) { passTime() }
        switch Int.random(in: 0..<13, using: &random) {
        case 0...2: actAtTheShop()
        case 3: editAtTheShop()
        case 4: sellElsewhere()
        case 5...7: deliverOne()
        case 8, 9: tell()
        case 10: question = question ?? merchant.item.revision
        case 11: answer()
        default: lookAgain()
        }
        collectNews()
    }

    mutating func passTime() {
        guard pace > 0 else { return advance(by: chance(20) ? 1 : 0) }
        advance(by: chance(5) ? 400 : Int64.random(in: 0...pace, using: &random))
    }

    mutating func actAtTheShop() {
        let id = ModelMerchant.itemId
        let orderId = shop.orders.keys.sorted().randomElement(using: &random)
        switch habit == .buying ? 0 : Int.random(in: 0..<6, using: &random) {
        case 0...2:
            let units = Int64.random(in: 1...3, using: &random)
            if shop.available(id) >= units { shop.sell(id, units) }
        case 3:
            guard let orderId, shop.refundable(orderId) > 0 else { return }
            let kind = RestockType.allCases.randomElement(using: &random) ?? .cancel
            shop.refund(1, of: orderId, id, kind)
        case 4:
            guard let orderId, shop.available(id) > 0 else { return }
            // Whether an order from before the first reading was edited before or after it nobody can tell later, so
            // only newer ones are.
            if let order = shop.orders[orderId], order.createdAt > Shop.time(4) {
                shop.addUnits(1, to: orderId, of: id)
            }
        default:
            if let orderId { shop.touch(orderId) }
        }
    }

    mutating func editAtTheShop() {
        guard habit == .anything, chance(restlessness) else { return }
        let units = Int64.random(in: -2...3, using: &random)
        if shop.available(ModelMerchant.itemId) + units >= 0 { shop.edit(ModelMerchant.itemId, by: units) }
    }

    /// Another channel sells, or somebody counts: the shop has to be told.
    mutating func sellElsewhere() {
        let units = Int64.random(in: -3...3, using: &random)
        merchant.physical += units
        elsewhere += units
    }

    // MARK: Webhooks

    mutating func collectNews() {
        for news in shop.news {
            if case .level = news { changes[shop.now.seconds, default: 0] += 1 }
            if chance(10) { continue }
            transit.append(.news(news))
            if chance(50) { transit.append(.news(news)) }
        }
        shop.news = []
    }

    mutating func deliverOne() {
        guard let index = transit.indices.randomElement(using: &random) else { return }
        switch transit.remove(at: index) {
        case .news(.order(let snapshot)): merchant.merge(snapshot, now: now)
        case .news(.refund(let orderId, let refund)): merchant.merge(refund, of: orderId, now: now)
        case .news(.edit(let edit)): merchant.merge(edit, now: now)
        case .news(.level(let itemId)):
            // Assembled now, and delivered now or later.
            guard let level = shop.levels[itemId] else { return }
            if chance(50) { transit.append(.level(level)) } else { observe(level) }
        case .level(let level): observe(level)
        }
    }

    mutating func observe(_ level: ShopModel.Level) {
        let before = merchant.item
        merchant.observe(level.available, at: level.updatedAt, now: now)
        seen = max(seen, level.revision)
        checkRise(since: before, level.available, at: level.updatedAt)
    }

    mutating func read() -> LiveLevel? {
        seen = shop.levels[ModelMerchant.itemId]?.revision ?? seen
        return shop.read(ModelMerchant.itemId)
    }

    // MARK: What we do

    /// Another item of our batches.
    static let companionId: Int64 = 8

    /// A write leaves, arrives and is answered, each of which may fail.
    mutating func tell() {
        if let reply { return hear(reply) }
        decide()
        guard let (intended, key, _) = write else { return }
        write?.sent += 1
        if chance(15) { return }
        let before = shop.available(ModelMerchant.itemId)
        // Sometimes it is another item of the batch that shows another value.
        let companion = ShopModel.Write(itemId: Self.companionId, from: chance(10) ? 2 : 1, to: 1)
        let answer = shop.set([intended, companion], key: key)
        if shop.available(ModelMerchant.itemId) != before { checkWrite() }
        if chance(20) { return }
        if chance(30) { reply = answer } else { hear(answer) }
    }

    mutating func hear(_ answer: ShopModel.SetAnswer) {
        guard let write else { return }
        merchant.take(answer, isResent: write.sent > 1, now: now)
        (self.write, reply) = (nil, nil)
    }

    mutating func decide() {
        guard write == nil, let intent = merchant.intent(now: now) else { return }
        (write, reply) = ((intent.write, intent.key, 0), nil)
        elsewhereAtIntent = elsewhere
        startedTrue = intent.write.from == shop.available(ModelMerchant.itemId)
    }

    mutating func answer(decides: Bool = false) {
        guard let asked = question, let reading = read() else { return }
        question = nil
        let before = merchant.item
        merchant.take(reading, asked: asked, decides: decides, now: now)
        if !decides { checkRise(since: before, reading.available, at: reading.updatedAt) }
    }

    /// One pass of the settler: orders first, then the level.
    mutating func lookAgain() {
        for order in merchant.ordersToReread {
            if let snapshot = shop.snapshot(order.orderId, tellsEdits: true) {
                merchant.merge(snapshot, rereadOf: order, now: now)
            }
        }
        if merchant.authority == .enforce { mergeAllOrders() }
        question = merchant.item.revision
        answer(decides: true)
    }

    mutating func mergeAllOrders() {
        for orderId in shop.orders.keys.sorted() {
            if let snapshot = shop.snapshot(orderId, tellsEdits: true) { merchant.merge(snapshot, now: now) }
        }
    }

    /// Faults stop; what is still under way arrives or is lost; orders and levels are read until nothing is left to do.
    mutating func reconcile() {
        while !transit.isEmpty {
            if chance(50) { transit.removeLast() } else { deliverOne() }
        }
        for _ in 0..<12 {
            advance(by: 70)
            mergeAllOrders()
            for _ in 0..<3 {
                if let reply {
                    hear(reply)
                } else if let left = write {
                    let companion = ShopModel.Write(itemId: Self.companionId, from: 1, to: 1)
                    let answer = shop.set([left.write, companion], key: left.key)
                    write?.sent += 1
                    hear(answer)
                }
                advance(by: 2)
                lookAgain()
                decide()
            }
            if merchant.item.contested { merchant.resolve() }
        }
        shop.news = []
    }
}
