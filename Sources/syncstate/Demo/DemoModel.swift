import Inventory
import Sandbox
import Sync

/// What the demo shows: the last events with what they changed and who was told, and sums of the rest.
///
/// A pure value: it hears what happens and neither reads a clock nor draws.
struct DemoModel: Sendable {
    /// What an event did to one SKU: units that may be sold, before and after.
    struct Change: Sendable, Equatable {
        let sku: String
        let before: Int64
        var after: Int64
    }

    /// A channel heard of it.
    struct Telling: Sendable, Equatable {
        let channel: String
        let sku: String
        let count: Int64
        /// From the commit until the channel had it.
        let after: Duration
    }

    struct Delivery: Sendable, Equatable {
        let channel: String
        let topic: String
        /// From sending it until the answer.
        let took: Duration
    }

    struct Event: Sendable, Equatable {
        let txId: String
        let time: Timestamp
        let committed: ContinuousClock.Instant
        /// What moved, in the ledger's words.
        let cause: String
        /// Nil until its sender has the answer, and for what did not come as a webhook of the stand-ins.
        var delivery: Delivery?
        var changes: [Change] = []
        var tellings: [Telling] = []
    }

    /// What other tools get wrong, staged on purpose, and how it went here.
    struct Scene: Sendable, Equatable {
        enum Ending: Sendable {
            case well, badly
        }

        /// Of all that were ever played.
        let number: Int
        let title: String
        /// What happened, in words, in order.
        var steps: [String] = []
        /// Nil while it is played.
        var ending: Ending?
    }

    struct Totals: Sendable, Equatable {
        var deliveries = 0
        /// Sent again on purpose; answered, and counted no second time.
        var repeats = 0
        /// Not taken: no answer or none of 2xx.
        var failures = 0
        var changes = 0
        var told = 0
        /// Our writes that a shop refused, because a sale was faster.
        var stale = 0
        /// Level webhooks that were known for our own.
        var echoes = 0
        /// Scenes that ended, and those of them that did not as they should.
        var scenes = 0
        var failedScenes = 0
    }

    private static let keptEvents = 200
    private static let keptScenes = 20
    /// A telling belongs to a change of this age at most.
    private static let longestTelling = Duration.seconds(10)

    /// In order of their commits.
    private(set) var events: [Event] = []
    private(set) var totals = Totals()
    /// What may be sold now, by SKU.
    private(set) var available: [String: Int64] = [:]
    /// What each channel shows, by channel and SKU.
    private(set) var shown: [String: [String: Int64]] = [:]
    /// The newest last.
    private(set) var scenes: [Scene] = []
    /// Where the channels listen, once they do, in the order of `DemoShops.all`.
    private(set) var places: [String] = []

    mutating func opened(_ places: [String]) {
        self.places = places
    }

    mutating func began(_ scene: String) {
        scenes.append(Scene(number: (scenes.last?.number ?? 0) + 1, title: scene))
        if scenes.count > Self.keptScenes { scenes.removeFirst() }
    }

    /// Something happened in the scene that is played.
    mutating func went(_ step: String) {
        guard !scenes.isEmpty else { return }
        scenes[scenes.count - 1].steps.append(step)
    }

    mutating func ended(_ ending: Scene.Ending) {
        guard !scenes.isEmpty else { return }
        scenes[scenes.count - 1].ending = ending
        totals.scenes += 1
        if ending == .badly { totals.failedScenes += 1 }
    }

    mutating func recognised(_ echoes: Int) {
        totals.echoes = echoes
    }

    /// A commit changed levels.
    mutating func committed(_ changes: [ChangeEvent], at instant: ContinuousClock.Instant, time: Timestamp) {
        for case .inventory(let level, let cause, let txId) in changes where level.tracked {
            let sku = level.sku.value
            let before = available.updateValue(level.available, forKey: sku) ?? level.available
            if let index = events.lastIndex(where: { $0.txId == txId }) {
                events[index].add(Change(sku: sku, before: before, after: level.available))
            } else {
                var event = Event(txId: txId, time: time, committed: instant, cause: cause)
                event.add(Change(sku: sku, before: before, after: level.available))
                events.append(event)
                totals.changes += 1
            }
        }
        if events.count > Self.keptEvents { events.removeFirst(events.count - Self.keptEvents) }
    }

    /// A stand-in did something.
    mutating func heard(_ event: SandboxEvent, at instant: ContinuousClock.Instant) {
        switch event {
        case .delivered(let delivery):
            totals.deliveries += 1
            guard let status = delivery.status, (200..<300).contains(status) else {
                totals.failures += 1
                return
            }
            if delivery.isRepeat {
                totals.repeats += 1
                return
            }
            if let index = events.lastIndex(where: { $0.txId == delivery.webhookId }) {
                events[index].delivery = Delivery(
                    channel: DemoShops.channel(of: delivery.shop),
                    topic: delivery.topic,
                    took: delivery.took
                )
            }
        case .written(let shop, let sku, let count):
            tell(DemoShops.channel(of: shop), sku, count, at: instant)
        case .refusedStale: totals.stale += 1
        case .told(let sink, let sku, let count, _):
            tell(sink, sku, count, at: instant)
        default: break
        }
    }

    mutating func shows(_ counts: [String: Int64], on channel: String) {
        shown[channel] = counts
    }

    private mutating func tell(_ channel: String, _ sku: String, _ count: Int64, at instant: ContinuousClock.Instant) {
        totals.told += 1
        shown[channel, default: [:]][sku] = count
        // One telling may answer several changes: the count is computed when it is sent.
        for index in events.indices.reversed() {
            let age = instant - events[index].committed
            guard age < Self.longestTelling else { break }
            guard events[index].changes.contains(where: { $0.sku == sku && $0.before != $0.after }),
                !events[index].tellings.contains(where: { $0.channel == channel && $0.sku == sku })
            else { continue }
            events[index].tellings.append(Telling(channel: channel, sku: sku, count: count, after: age))
        }
    }
}

extension DemoModel.Event {
    /// A SKU that one event moves twice is one change.
    fileprivate mutating func add(_ change: DemoModel.Change) {
        if let index = changes.firstIndex(where: { $0.sku == change.sku }) {
            changes[index].after = change.after
        } else {
            changes.append(change)
        }
    }
}
