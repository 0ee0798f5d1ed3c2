// What makes, changes and ends webhook subscriptions. Fields and messages of errors as recorded.
extension AdminContext {
    private static let maximumSubscriptions = 1000

    mutating func createSubscription(_ field: GraphQLFieldCall) -> AdminValue {
        let topic = field.arguments["topic"].text ?? ""
        let id = shop.newId()
        let made = SandboxSubscription(id: id, topic: topic, uri: "", createdAt: now, updatedAt: now)
        let (subscription, errors) = changed(made, field.arguments["webhookSubscription"])
        guard errors.isEmpty else { return Self.payload("Create", nil, errors) }
        guard shop.subscriptions.count < Self.maximumSubscriptions else {
            return Self.payload("Create", nil, [Self.error(["webhookSubscription"], "Too many webhook subscriptions")])
        }
        shop.subscriptions[id] = subscription
        return Self.payload("Create", subscription, [])
    }

    mutating func updateSubscription(_ field: GraphQLFieldCall) -> AdminValue {
        guard let held = subscription(field) else { return Self.payload("Update", nil, [Self.missing]) }
        var (subscription, errors) = changed(held, field.arguments["webhookSubscription"])
        guard errors.isEmpty else { return Self.payload("Update", nil, errors) }
        subscription.updatedAt = now
        shop.subscriptions[held.id] = subscription
        return Self.payload("Update", subscription, [])
    }

    mutating func deleteSubscription(_ field: GraphQLFieldCall) -> AdminValue {
        let held = subscription(field)
        if let held { shop.subscriptions[held.id] = nil }
        return .object(
            AdminRecord(
                "WebhookSubscriptionDeletePayload",
                [
                    "deletedWebhookSubscriptionId": held == nil ? .null : .leaf(field.arguments["id"]),
                    "userErrors": .objects(held == nil ? [Self.missing] : []),
                ]
            )
        )
    }

    private func subscription(_ field: GraphQLFieldCall) -> SandboxSubscription? {
        GlobalIDText.number(field.arguments["id"], of: "WebhookSubscription").flatMap { shop.subscriptions[$0] }
    }

    /// `held` with what `input` says, and what is wrong with it.
    private func changed(
        _ held: SandboxSubscription,
        _ input: JSONValue
    ) -> (subscription: SandboxSubscription, errors: [AdminRecord]) {
        var subscription = held
        if let uri = input["uri"].text ?? input["callbackUrl"].text { subscription.uri = uri }
        if let format = input["format"].text { subscription.format = format }
        if let fields = input["includeFields"].elements { subscription.includeFields = fields.compactMap(\.text) }
        if let names = input["metafieldNamespaces"].elements {
            subscription.metafieldNamespaces = names.compactMap(\.text)
        }
        if input.has("filter") { subscription.filter = input["filter"].text }
        if input.has("name") { subscription.name = input["name"].text }

        var errors: [AdminRecord] = []
        let address = ["webhookSubscription", "callbackUrl"]
        if let problem = SubscriptionAddress.problem(of: subscription.uri) {
            errors.append(Self.error(address, problem))
        }
        if subscription.format != "JSON" {
            errors.append(Self.error(["webhookSubscription", "format"], "The sandbox sends JSON only"))
        }
        if let filter = subscription.filter, !filter.isEmpty {
            let message =
                filter.contains(":")
                ? "The sandbox applies no filters"
                : "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
            errors.append(Self.error(["webhookSubscription"], message))
        }
        let isTaken = shop.subscriptions.values.contains {
            $0.id != subscription.id && $0.topic == subscription.topic && $0.uri == subscription.uri
        }
        if isTaken { errors.append(Self.error(address, "Address for this topic has already been taken")) }
        return (subscription, errors)
    }

    private static func payload(
        _ verb: String,
        _ subscription: SandboxSubscription?,
        _ errors: [AdminRecord]
    ) -> AdminValue {
        .object(
            AdminRecord(
                "WebhookSubscription\(verb)Payload",
                [
                    "webhookSubscription": .object(subscription.map { SubscriptionNode(subscription: $0) }),
                    "userErrors": .objects(errors),
                ]
            )
        )
    }

    private static let missing = error(["id"], "Webhook subscription does not exist")

    static func error(_ field: [String], _ message: String) -> AdminRecord {
        AdminRecord("UserError", ["field": .leaf(.array(field.map(JSONValue.string))), "message": .text(message)])
    }
}

/// Where webhooks may go: `https` as at Shopify, and, since this is a sandbox, `http` on loopback.
enum SubscriptionAddress {
    static func problem(of uri: String) -> String? {
        guard !uri.isEmpty else { return "Address can't be blank" }
        guard let colon = uri.firstRange(of: "://") else { return "Address is invalid" }
        let scheme = uri[..<colon.lowerBound].lowercased()
        let host = uri[colon.upperBound...].prefix { !"/:?#".contains($0) }
        let isLoopback =
            ["127.0.0.1", "localhost"].contains(String(host)) || uri[colon.upperBound...].hasPrefix("[::1]")
        guard scheme == "https" || (scheme == "http" && isLoopback) else {
            return "Address protocol \(scheme):// is not supported"
        }
        return host.isEmpty && !isLoopback ? "Address is invalid" : nil
    }
}
