/// A webhook subscription that was made through the Admin API.
struct SandboxSubscription: Sendable, Equatable {
    let id: Int64
    /// As the schema spells it: `ORDERS_CREATE`.
    let topic: String
    var uri: String
    var format = "JSON"
    var includeFields: [String] = []
    var metafieldNamespaces: [String] = []
    var filter: String?
    var name: String?
    let createdAt: ShopTime
    var updatedAt: ShopTime

    /// `ORDERS_CREATE` for `orders/create`.
    static func enumName(of topic: String) -> String {
        topic.replacing("/", with: "_").uppercased()
    }
}

struct SubscriptionNode: AdminObject {
    let subscription: SandboxSubscription

    var typeName: String { "WebhookSubscription" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, subscription.id))
        case "legacyResourceId": .text("\(subscription.id)")
        case "topic": .text(subscription.topic)
        case "uri", "callbackUrl": .text(subscription.uri)
        case "endpoint": .object(AdminRecord("WebhookHttpEndpoint", ["callbackUrl": .text(subscription.uri)]))
        case "format": .text(subscription.format)
        case "filter": .text(subscription.filter)
        case "includeFields": .leaf(.array(subscription.includeFields.map(JSONValue.string)))
        case "metafieldNamespaces": .leaf(.array(subscription.metafieldNamespaces.map(JSONValue.string)))
        case "name": .text(subscription.name)
        case "createdAt": .text(subscription.createdAt.utc)
        case "updatedAt": .text(subscription.updatedAt.utc)
        case "apiVersion":
            .object(
                AdminRecord(
                    "ApiVersion",
                    [
                        "handle": .text(context.apiVersion.handle), "displayName": .text(context.apiVersion.handle),
                        "supported": .flag(true),
                    ]
                )
            )
        default: .null
        }
    }
}

extension ShopState {
    var subscriptionCount: Int64 { Int64(subscriptions.count) }

    func subscriptionConnection(_ field: GraphQLFieldCall, _ context: AdminContext) throws(GraphQLError) -> AdminValue {
        let search = try SearchQuery(field, known: ["id"])
        let topics = field.arguments["topics"].elements.map { Set($0.compactMap(\.text)) }
        let uri = field.arguments["uri"].text ?? field.arguments["callbackUrl"].text
        let format = field.arguments["format"].text
        let wanted = subscriptions.values.filter { subscription in
            (topics?.contains(subscription.topic) ?? true) && (uri.map { $0 == subscription.uri } ?? true)
                && (format.map { $0 == subscription.format } ?? true) && search.holds { $0.holds(subscription.id) }
        }
        let sorted = wanted.sorted { $0.id < $1.id }.map { SubscriptionNode(subscription: $0) }
        return try AdminPage.connection("WebhookSubscription", of: sorted, field, context) {
            PageKey(id: $0.subscription.id)
        }
    }
}
