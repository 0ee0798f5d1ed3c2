import Inventory
import Sync
import Testing

/// What is done about a shop's webhook subscriptions.
struct SubscriptionPlanTests {
    private static let topics = ["orders/create", "orders/paid"]

    private func door(_ text: String = "https://sync.example.com") throws -> WebhookDoor {
        try WebhookDoor(text, field: "address")
    }

    private func held(_ id: Int, _ topic: String, _ uri: String, isJSON: Bool = true) -> WebhookSubscription {
        WebhookSubscription(id: "\(id)", topic: topic, uri: uri, isJSON: isJSON, apiVersion: "2026-07")
    }

    private func actions(_ held: [WebhookSubscription], prunes: Bool = false) throws -> [String] {
        let plan = SubscriptionPlan(topics: Self.topics, held: held, door: try door(), prunes: prunes)
        return plan.steps.map { "\($0.action.rawValue) \($0.topic) \($0.held?.id ?? "-")" }
    }

    @Test(arguments: [
        "https://sync.example.com", "https://sync.example.com/", "https://sync.example.com/webhook/shopify",
        "https://sync.example.com/webhook/shopify/",
    ])
    func everySpellingOfAnAddressIsOneDoor(_ text: String) throws {
        #expect(try door(text).uri == "https://sync.example.com/webhook/shopify")
    }

    @Test func aPathInFrontOfTheDoorStays() throws {
        #expect(try door("https://example.com/sync").uri == "https://example.com/sync/webhook/shopify")
        #expect(try door("https://example.com/webhooks/shopify").uri == "https://example.com/webhooks/shopify")
    }

    @Test(arguments: ["http://sync.example.com", "ftp://a", "", "https://a/?b=c", "https://a@b"])
    func anAddressThatCannotBeReachedSafelyIsRefused(_ text: String) {
        #expect(throws: InvalidValue.self) { try door(text) }
    }

    @Test func whatIsMissingIsCreatedAndWhatIsRightIsKept() throws {
        let right = held(1, "orders/paid", try door().uri)
        #expect(try actions([right]) == ["create orders/create -", "keep orders/paid 1"])
    }

    @Test func ofSeveralTheOneThatLeadsHereAlreadyIsChosen() throws {
        let uri = try door().uri
        let all = [
            held(1, "orders/create", "https://sync.example.com/old/webhook/shopify"),
            held(2, "orders/create", uri, isJSON: false), held(3, "orders/paid", uri),
        ]
        #expect(try actions(all) == ["update orders/create 2", "keep orders/paid 3", "stale orders/create 1"])
        #expect(try actions(all, prunes: true).last == "delete orders/create 1")
    }

    @Test func anotherHostIsNotMendedAndOnlyPrunedOnRequest() throws {
        let old = held(1, "orders/create", "https://old.example.com/webhook/shopify")
        let port = held(2, "orders/paid", "https://sync.example.com:8443/webhook/shopify")
        let rest = ["create orders/create -", "create orders/paid -"]
        #expect(try actions([old, port]) == rest + ["stale orders/create 1", "stale orders/paid 2"])
        #expect(try actions([old, port], prunes: true) == rest + ["delete orders/create 1", "delete orders/paid 2"])
    }

    @Test(arguments: [
        "https://sync.example.com/hooks", "pubsub://project:topic", "arn:aws:events:us-east-1::event-source/x",
        "https://sync.example.com/not-our-webhook/shopify/x", "", "::",
    ])
    func somebodyElsesAreLeftAlone(_ uri: String) throws {
        let steps = try actions([held(1, "orders/create", uri)], prunes: true)
        #expect(steps == ["create orders/create -", "create orders/paid -", "foreign orders/create 1"])
    }

    @Test func namedTopicsAreDoneAlone() throws {
        let plan = SubscriptionPlan(
            topics: Self.topics,
            held: [held(1, "themes/publish", try door().uri)],
            door: try door(),
            prunes: true,
            onlyTopics: ["orders/paid"]
        )
        #expect(plan.steps.map(\.topic) == ["orders/paid"])
    }
}
