import Inventory
import Sync

/// A webhook on its way.
struct Letter {
    enum Content {
        /// Put together at `assembledAt`, so that two quick changes may both carry the last value.
        case level(itemId: Int64)
        case order(Int64)
        case fixed(DeliveryFacts)
    }

    let number: Int
    let channelId: ChannelID
    let key: TransactionKey
    let topic: String
    var content: Content
    /// When the payload is put together, and when it arrives; by our clock.
    let assembledAt: Timestamp
    var dueAt: Timestamp
    let skus: [SKU]
    var attempts = 0
}

/// All webhooks that have not arrived: in order of their times, whatever order they were sent in.
struct Mailroom {
    private var letters: [Letter] = []
    private(set) var sent = 0

    var count: Int { letters.count }
    var nextDue: Timestamp? { letters.min { $0.dueAt < $1.dueAt }?.dueAt }

    mutating func newNumber() -> Int {
        sent += 1
        return sent
    }

    mutating func add(_ letter: Letter) { letters.append(letter) }

    /// Puts together what is due to be put together.
    mutating func assemble(now: Timestamp, _ facts: (Letter) -> DeliveryFacts?) {
        for place in letters.indices where letters[place].assembledAt <= now {
            if case .fixed = letters[place].content { continue }
            letters[place].content = .fixed(facts(letters[place]) ?? .noEffect)
        }
    }

    /// Takes out a letter that is due; `choice` picks one of so many.
    mutating func take(now: Timestamp, _ choice: (Int) -> Int) -> Letter? {
        let due = letters.indices.filter { letters[$0].dueAt <= now }
        guard !due.isEmpty else { return nil }
        return letters.remove(at: due[choice(due.count)])
    }
}
