/// As the interface has them.
struct ShopSubscription: Codable, Equatable {
    let subscriptionId: String
    let topic: String
    let uri: String
    let format: String
    @NullEncoded var filter: String?
    let includeFields: [String]
    let apiVersion: String
    /// Whether anything follows from the topic; only in lists.
    let used: Bool?
}

struct SubscriptionReport: Decodable {
    struct Step: Codable {
        let topic: String
        let action: String
        let reasons: [String]
        @NullEncoded var failure: String?
        @NullEncoded var subscription: ShopSubscription?

        /// Nothing arrives by it, or not what should, until something is done.
        var isAmiss: Bool { ["create", "update"].contains(action) }
    }

    let uri: String
    var steps: [Step]
    let mandatoryTopics: [String]
    let notes: [String]
}

/// What came of a test delivery.
struct DoorTest: Codable, Equatable {
    let uri: String
    let arrived: Bool
    @NullEncoded var milliseconds: Int64?
    @NullEncoded var reason: String?
    let txId: String
}

extension APIClient {
    private struct Wanted: Encodable {
        let address: String
        let prune: Bool
        let topics: [String]?
    }

    /// A shop that is throttled takes its time.
    private static let patience = Duration.seconds(180)

    func register(
        _ channel: String,
        _ address: String,
        prune: Bool,
        topic: String? = nil,
        dryRun: Bool
    ) async throws -> SubscriptionReport {
        try await call(
            "POST",
            Self.subscriptions(channel),
            query: dryRun ? [("dryRun", "true")] : [],
            json: Wanted(address: address, prune: prune, topics: topic.map { [$0] }),
            timeout: Self.patience
        ).data()
    }

    func subscriptions(_ channel: String) async throws -> [ShopSubscription] {
        try await all(Self.subscriptions(channel))
    }

    func testDelivery(_ channel: String, _ address: String) async throws -> DoorTest {
        try await call(
            "POST",
            Self.subscriptions(channel) + "/test",
            json: Wanted(address: address, prune: false, topics: nil)
        ).data()
    }

    /// The named channels, or all that are of shops. Throws where there is none.
    func shopChannels(_ named: [String]) async throws -> [String] {
        if !named.isEmpty { return named }
        let shops = try await all("/v1/channels", of: ChannelCheck.Channel.self).filter { $0.kind == "shopify" }
        guard !shops.isEmpty else {
            throw CommandFailure(
                "there is no shopify channel yet: set SHOPIFY_* and start the server once, or PUT /v1/channels/{id}"
            )
        }
        return shops.map(\.channelId)
    }

    private static func subscriptions(_ channel: String) -> String {
        "/v1/channels/\(percentEncoded(channel))/subscriptions"
    }
}
