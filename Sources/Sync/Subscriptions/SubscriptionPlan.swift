/// What is to be done about a shop's subscriptions so that everything that is used arrives at one door. Reads nothing and
/// changes nothing.
package struct SubscriptionPlan: Sendable, Equatable {
    package enum Action: String, Sendable {
        /// It is as it should be.
        case keep
        case create
        /// It is ours and wrong.
        case update
        /// It is ours and no longer of use: it is taken away, or would be if that was asked for.
        case delete, stale
        /// Somebody else's: it is left alone.
        case foreign
    }

    package struct Step: Sendable, Equatable {
        package let action: Action
        package let topic: String
        /// Nil where there is none yet.
        package let held: WebhookSubscription?
        /// What is wrong, or why it is of no use, in words.
        package let reasons: [String]
        /// Why it could not be done; nil when it was, or was not tried.
        package var failure: String?
    }

    package var steps: [Step]

    /// `onlyTopics` nil: all. Whoever names some leaves alone what is no longer of use.
    package init(
        topics: [String],
        held: [WebhookSubscription],
        door: WebhookDoor,
        prunes: Bool,
        onlyTopics: Set<String>? = nil
    ) {
        var steps: [Step] = []
        var chosen: Set<String> = []
        for topic in topics {
            guard let best = Self.best(of: held.filter { $0.topic == topic }, door) else {
                steps.append(Step(action: .create, topic: topic, held: nil, reasons: []))
                continue
            }
            chosen.insert(best.id)
            let defects = Self.defects(of: best, door)
            steps.append(Step(action: defects.isEmpty ? .keep : .update, topic: topic, held: best, reasons: defects))
        }
        for other in held where !chosen.contains(other.id) {
            guard let reason = Self.uselessness(of: other, topics, door) else {
                steps.append(Step(action: .foreign, topic: other.topic, held: other, reasons: []))
                continue
            }
            steps.append(
                Step(action: prunes ? .delete : .stale, topic: other.topic, held: other, reasons: [reason])
            )
        }
        self.steps = onlyTopics.map { only in steps.filter { only.contains($0.topic) } } ?? steps
    }

    /// The one of a topic that needs the least to be right, of those of this door.
    private static func best(of held: [WebhookSubscription], _ door: WebhookDoor) -> WebhookSubscription? {
        let ours = held.filter { [.same, .sameHost].contains(door.relation(to: $0.uri)) }
        // One that leads here already comes first: a second one cannot be led here beside it.
        return ours.first { $0.uri == door.uri } ?? ours.first
    }

    private static func defects(of held: WebhookSubscription, _ door: WebhookDoor) -> [String] {
        var defects: [String] = []
        if held.uri != door.uri { defects.append("leads to \(held.uri)") }
        if !held.isJSON { defects.append("delivers XML, not JSON") }
        if let filter = held.filter, !filter.isEmpty { defects.append("delivers only what matches \(filter)") }
        if !held.includedFields.isEmpty {
            defects.append("delivers only the fields \(held.includedFields.joined(separator: ", "))")
        }
        return defects
    }

    /// Nil for somebody else's.
    private static func uselessness(
        of held: WebhookSubscription,
        _ topics: [String],
        _ door: WebhookDoor
    ) -> String? {
        switch door.relation(to: held.uri) {
        case .same, .sameHost: topics.contains(held.topic) ? "is a second one" : "nothing follows from this topic"
        case .otherHost: "leads to another host: an earlier address, or another installation"
        case .foreign: nil
        }
    }
}
