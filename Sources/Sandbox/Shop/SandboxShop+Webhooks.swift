import NIOConcurrencyHelpers
import Signing

// What is told, and to whom.
extension SandboxShop {
    static let webhookVersion = "2026-07"

    var office: Courier.Office {
        Courier.Office(
            levelBody: { [self] itemId in
                state.withLockedValue { state in
                    state.levels[itemId].map { level in
                        bodies.level(
                            itemId: itemId,
                            locationId: state.locationId,
                            available: level.available,
                            updatedAt: level.updatedAt
                        ).bytes
                    }
                }
            },
            gaveUp: { [self] webhook in
                // As at Shopify: a subscription of the Admin API whose deliveries fail is deleted, one of the app's
                // configuration is not.
                guard let id = webhook.subscriptionId,
                    state.withLockedValue({ $0.subscriptions.removeValue(forKey: id) }) != nil
                else { return }
                onEvent(.unsubscribed(shop: domain, topic: webhook.topic, address: webhook.address))
            }
        )
    }

    /// Tells what an action changed. All of its deliveries share an event id.
    func tell(_ changes: [ShopChange], at now: ShopTime) {
        guard !changes.isEmpty else { return }
        let eventId = ids.next(nowMilliseconds: now.milliseconds)
        let subscriptions = Dictionary(
            grouping: state.withLockedValue { $0.subscriptions.values.sorted { $0.id < $1.id } },
            by: \.topic
        )
        for change in changes {
            for (topic, body) in deliveries(of: change) {
                func send(to address: String, _ body: JSONValue, subscriptionId: Int64?) {
                    courier.deliver(
                        OutgoingWebhook(
                            topic: topic,
                            webhookId: ids.next(nowMilliseconds: now.milliseconds),
                            eventId: eventId,
                            triggeredAt: now,
                            body: body.bytes,
                            address: address,
                            subscriptionId: subscriptionId,
                            itemId: change.itemId
                        )
                    )
                }
                if let address = configuration.webhookAddress { send(to: address, body, subscriptionId: nil) }
                for subscription in subscriptions[SandboxSubscription.enumName(of: topic)] ?? [] {
                    let body = body.keeping(subscription.includeFields)
                    send(to: subscription.uri, body, subscriptionId: subscription.id)
                }
            }
        }
    }

    private func deliveries(of change: ShopChange) -> [(topic: String, body: JSONValue)] {
        let locationId = configuration.shop.locationId
        switch change {
        case .order(let order, let topics):
            let body = bodies.order(order, locationId: locationId)
            return topics.map { ($0, body) }
        case .refund(let refund, let order):
            return [("refunds/create", bodies.refund(refund, of: order, locationId: locationId))]
        case .edit(let order, let edit):
            return [("orders/edited", bodies.edit(edit, of: order))]
        case .level(let itemId, let locationId, let available, let updatedAt):
            let body = bodies.level(
                itemId: itemId,
                locationId: locationId,
                available: available,
                updatedAt: updatedAt
            )
            return [("inventory_levels/update", body)]
        }
    }
}

extension ShopChange {
    /// The item that a level is of.
    fileprivate var itemId: Int64? {
        if case .level(let itemId, _, _, _) = self { itemId } else { nil }
    }
}

extension JSONValue {
    /// Only these members; all of them where none are named.
    fileprivate func keeping(_ names: [String]) -> JSONValue {
        guard !names.isEmpty, case .object(let members) = self else { return self }
        return .object(members.filter { names.contains($0.name) })
    }
}
