package import Inventory

/// What was found of a shop's subscriptions, and done about them unless it was a dry run.
package struct SubscriptionReport: Sendable, Equatable {
    package let dryRun: Bool
    package let door: WebhookDoor
    package let plan: SubscriptionPlan
    package let mandatoryTopics: [String]
    /// What no change of a subscription can mend, in words.
    package let notes: [String]
}

/// What came of a test delivery.
package struct DoorTest: Sendable, Equatable {
    package let uri: String
    /// Nil when nobody answered in time.
    package let status: Int?
    package let took: Duration?
    /// Nil when it arrived here; else why not and what to do.
    package let failure: String?
}

extension ChannelOperations {
    /// All subscriptions that our app made in the channel's shop through its API, and which topics are used.
    ///
    /// Throws `DomainError.notFound`, or `.refused` for a kind that has none and a shop that cannot be asked.
    package func subscriptions(
        _ tenant: TenantID,
        _ id: ChannelID
    ) async throws -> (held: [WebhookSubscription], topics: [String]) {
        try await withSubscriptions(tenant, id) { gateway in
            (try await gateway.subscriptions(), gateway.topics)
        }
    }

    /// Has every topic that is used delivered to `door`, and says what that took. What one topic fails by does not keep the
    /// others.
    ///
    /// - Parameters:
    ///   - onlyTopics: nil: all of them.
    ///   - prunes: whether ours that are of no more use are taken away.
    package func subscribe(
        _ tenant: TenantID,
        _ id: ChannelID,
        to door: WebhookDoor,
        onlyTopics: Set<String>? = nil,
        prunes: Bool = false,
        dryRun: Bool
    ) async throws -> SubscriptionReport {
        try await withSubscriptions(tenant, id) { gateway in
            let held = try await SubscriptionWork.patiently { () async throws(GatewayError) in
                try await gateway.subscriptions()
            }
            var plan = SubscriptionPlan(
                topics: gateway.topics,
                held: held,
                door: door,
                prunes: prunes,
                onlyTopics: onlyTopics
            )
            if !dryRun { await SubscriptionWork(gateway: gateway, door: door).carryOut(&plan) }
            return SubscriptionReport(
                dryRun: dryRun,
                door: door,
                plan: plan,
                mandatoryTopics: gateway.mandatoryTopics,
                notes: Self.notes(plan, gateway)
            )
        }
    }

    /// Sends a signed delivery of no consequence to `door` and looks whether it has come in here.
    package func test(
        _ door: WebhookDoor,
        _ tenant: TenantID,
        _ id: ChannelID,
        webhookId: String
    ) async throws -> DoorTest {
        let gateway = try subscriptionGateway(tenant, id)
        let delivery: TestDelivery
        do throws(GatewayError) {
            delivery = try await gateway.deliverTest(to: door.uri, webhookId: webhookId)
        } catch {
            return DoorTest(
                uri: door.uri,
                status: nil,
                took: nil,
                failure: "nobody answers there within Shopify's 5 s: \(error.reason)"
            )
        }
        let hasArrived = try await store.transaction(tenant, txId: webhookId) != nil
        return DoorTest(
            uri: door.uri,
            status: delivery.status,
            took: delivery.took,
            failure: hasArrived ? nil : Self.failure(delivery.status)
        )
    }

    private static func failure(_ status: Int) -> String {
        switch status {
        case 200..<300: "another server took it: the address leads elsewhere"
        case 300..<400:
            "it answers with a redirect (\(status)), which Shopify does not follow: give the address it leads to"
        case 401:
            "it was refused (401): a proxy on the way rewrites the body, or another installation answers there with other"
                + " secrets"
        case 404: "nothing is there (404): the way must lead to \(WebhookDoor.path) of this server"
        case 413: "it is too large for a proxy on the way (413)"
        default: "it answered \(status)"
        }
    }

    private static func notes(_ plan: SubscriptionPlan, _ gateway: any SubscriptionGateway) -> [String] {
        let versions = Set(plan.steps.filter { [.keep, .update].contains($0.action) }.compactMap(\.held?.apiVersion))
        return versions.subtracting([gateway.apiVersion]).sorted().map { version in
            "bodies come in API version \(version), the channel works with \(gateway.apiVersion): the version of webhooks is"
                + " chosen in the app's settings at Shopify, not for a subscription"
        }
    }

    private func withSubscriptions<Result: Sendable>(
        _ tenant: TenantID,
        _ id: ChannelID,
        _ body: (any SubscriptionGateway) async throws -> Result
    ) async throws -> Result {
        let gateway = try subscriptionGateway(tenant, id)
        do {
            return try await body(gateway)
        } catch let error as GatewayError {
            throw DomainError.refused(
                code: "channel_unavailable",
                message: "the subscriptions of \(id) could not be looked at: \(error.reason)"
            )
        }
    }

    private func subscriptionGateway(_ tenant: TenantID, _ id: ChannelID) throws -> any SubscriptionGateway {
        guard let entry = directory.entry(tenant, id) else { throw DomainError.notFound("There is no channel \(id)") }
        guard let gateway = gateways.subscriptions(for: entry) else {
            throw DomainError.refused(
                code: "channel_not_readable",
                message: "\(id) is an http channel: it delivers no webhooks"
            )
        }
        return gateway
    }
}
