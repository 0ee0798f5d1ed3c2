import DynamoDB
import Inventory
import Sync

extension Channel {
    var item: Item {
        var item: Item = [:]
        switch kind {
        case .shopify(let settings):
            item.set("kind", "shopify")
            item.set("shop", settings.shop)
            item.set("locationId", settings.locationId)
            item.set("adminUrl", settings.adminUrl)
            item.set("apiVersion", settings.apiVersion)
            item.set("authority", settings.authority.rawValue)
        case .http(let url):
            item.set("kind", "http")
            item.set("url", url)
        }
        item.set("channelId", channelId.value)
        item.set("credentials", sealedCredentials)
        item.set("pause", pause?.rawValue)
        item.set("lastError", lastError)
        item.set("lastReconciledAt", lastReconciledAt)
        item.set("reconciliation", reconciliation.encoded())
        item.set("createdAt", createdAt)
        item.set("updatedAt", updatedAt)
        return item
    }

    init(_ item: Item) throws {
        let kind: Kind
        switch try item.text("kind") {
        case "shopify":
            kind = .shopify(
                ShopifySettings(
                    shop: try item.text("shop"),
                    locationId: try item.int("locationId"),
                    adminUrl: item.optionalText("adminUrl"),
                    apiVersion: try item.text("apiVersion"),
                    authority: try item.choice("authority")
                )
            )
        default: kind = .http(url: try item.text("url"))
        }
        self.init(
            channelId: ChannelID(stored: try item.text("channelId")),
            kind: kind,
            sealedCredentials: try item.bytes("credentials"),
            pause: try item.optionalText("pause").map { try item.required(Pause(rawValue: $0), "pause") },
            lastError: item.optionalText("lastError"),
            lastReconciledAt: item.optionalTime("lastReconciledAt"),
            reconciliation: try Reconciliation(encoded: try item.bytes("reconciliation")),
            createdAt: try item.time("createdAt"),
            updatedAt: try item.time("updatedAt")
        )
    }
}

extension CatalogItem {
    var item: Item {
        var item: Item = [:]
        item.set("inventoryItemId", inventoryItemId)
        item.set("sku", sku?.value)
        item.set("updatedAt", updatedAt)
        return item
    }

    init(_ channel: ChannelID, _ item: Item) throws {
        self.init(
            channelId: channel,
            inventoryItemId: try item.int("inventoryItemId"),
            sku: item.optionalText("sku").map(SKU.init(stored:)),
            updatedAt: try item.time("updatedAt")
        )
    }
}

extension QuarantinedDelivery {
    /// Without the body.
    var item: Item {
        var item: Item = [:]
        item.set("quarantineId", quarantineId)
        item.set("channelId", channelId.value)
        item.set("topic", topic)
        item.set("source", key.source)
        item.set("txId", key.txId)
        item.set("eventId", eventId)
        item.set("reason", reason)
        item.set("receivedAt", receivedAt)
        item.set("replayedAt", replayedAt)
        return item
    }

    init(_ item: Item, body: [UInt8]) throws {
        self.init(
            quarantineId: try item.text("quarantineId"),
            channelId: ChannelID(stored: try item.text("channelId")),
            topic: try item.text("topic"),
            key: TransactionKey(source: try item.text("source"), txId: try item.text("txId")),
            eventId: item.optionalText("eventId"),
            body: body,
            reason: try item.text("reason"),
            receivedAt: try item.time("receivedAt"),
            replayedAt: item.optionalTime("replayedAt")
        )
    }
}

extension PrivacyRequest {
    var item: Item {
        var item: Item = [:]
        item.set("requestId", requestId)
        item.set("kind", kind.rawValue)
        item.set("channelId", channelId.value)
        item.set("shop", shop)
        item.set("customerId", customerId)
        item["orderIds"] = .list(orderIds.map { .number($0) })
        item.set("outcome", outcome)
        item.set("timestamp", timestamp)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            requestId: try item.text("requestId"),
            kind: try item.choice("kind"),
            channelId: ChannelID(stored: try item.text("channelId")),
            shop: try item.text("shop"),
            customerId: item.optionalInt("customerId"),
            orderIds: (item["orderIds"]?.list ?? []).compactMap(\.int64),
            outcome: try item.text("outcome"),
            timestamp: try item.time("timestamp")
        )
    }
}
