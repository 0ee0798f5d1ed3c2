import Inventory
import Sync

/// Rows to write, with what a check does not care about filled in.
enum Sample {
    static let tenant = TenantID.default
    static let otherTenant = TenantID(stored: "other")

    static func sku(_ text: String) -> SKU { SKU(stored: text) }
    static func channelID(_ text: String) -> ChannelID { ChannelID(stored: text) }

    static func level(_ sku: String, _ physical: Int64 = 10, version: Int64 = 1, at now: Timestamp) -> Level {
        Level(sku: SKU(stored: sku), physical: physical, tracked: true, version: version, updatedAt: now)
    }

    static func channel(_ id: String, at now: Timestamp) -> Channel {
        Channel(
            channelId: ChannelID(stored: id),
            kind: .http(url: "https://\(id).example/counts"),
            sealedCredentials: [1, 2, 3],
            pause: nil,
            createdAt: now,
            updatedAt: now
        )
    }

    static func shop(_ id: String, at now: Timestamp) -> Channel {
        Channel(
            channelId: ChannelID(stored: id),
            kind: .shopify(
                Channel.ShopifySettings(
                    shop: "\(id).myshopify.com",
                    locationId: 905_684_977,
                    adminUrl: nil,
                    apiVersion: "2026-07",
                    authority: .adopt
                )
            ),
            sealedCredentials: [],
            pause: nil,
            createdAt: now,
            updatedAt: now
        )
    }

    static func transaction(
        _ txId: String,
        source: String = "shop.myshopify.com",
        action: String = "orders/create",
        status: TransactionRecord.Status = .applied,
        at now: Timestamp,
        lasting: Duration = .seconds(3600)
    ) -> TransactionRecord {
        TransactionRecord(
            key: TransactionKey(source: source, txId: txId),
            action: action,
            status: status,
            channelId: ChannelID(stored: "shop"),
            eventId: "event-\(txId)",
            reference: "order/1",
            actor: "shop",
            timestamp: now,
            expiresAt: now.adding(lasting)
        )
    }

    static func movement(
        _ id: String,
        _ sku: String,
        _ delta: Int64,
        after: Int64,
        at now: Timestamp
    ) -> Movement {
        Movement(
            movementId: id,
            sku: SKU(stored: sku),
            kind: .order,
            delta: StockDelta(physical: delta),
            after: StockDelta(physical: after),
            txId: "tx-\(id)",
            reference: "order/1",
            actor: "shop",
            note: nil,
            timestamp: now
        )
    }

    static func alert(
        _ id: String,
        _ type: AlertType = .stockLow,
        sku: String? = "A",
        channel: String? = nil,
        at now: Timestamp
    ) -> Alert {
        Alert(
            alertId: id,
            key: AlertKey(
                type: type,
                sku: sku.map(SKU.init(stored:)),
                channelId: channel.map(ChannelID.init(stored:))
            ),
            message: "message of \(id)",
            timestamp: now,
            lastSeen: now
        )
    }

    static func orderReturn(
        _ id: String,
        _ sku: String = "A",
        _ disposition: Disposition = .sellable,
        order: String? = "1",
        channel: String? = "shop",
        note: String? = nil,
        at now: Timestamp
    ) -> Return {
        Return(
            returnId: id,
            sku: SKU(stored: sku),
            quantity: 1,
            disposition: disposition,
            orderId: order,
            channelId: channel.map(ChannelID.init(stored:)),
            note: note,
            txId: "tx-\(id)",
            timestamp: now,
            updatedAt: now
        )
    }

    static func delivery(
        _ id: String,
        channel: String = "shop",
        body: String = "{}",
        at now: Timestamp
    ) -> QuarantinedDelivery {
        QuarantinedDelivery(
            quarantineId: id,
            channelId: ChannelID(stored: channel),
            topic: "orders/create",
            key: TransactionKey(source: "shop.myshopify.com", txId: "tx-\(id)"),
            eventId: nil,
            body: Array(body.utf8),
            reason: "unreadable",
            receivedAt: now
        )
    }

    static func accessKey(_ id: String, _ tenant: TenantID = tenant, at now: Timestamp) -> AccessKey {
        AccessKey(
            keyId: id,
            tenant: tenant,
            name: "key \(id)",
            role: .operator,
            hash: Array(id.utf8),
            isFirst: false,
            createdAt: now,
            expiresAt: now.adding(.seconds(60))
        )
    }

    /// An id in the form of a UUID: the form that an engine may pack.
    static func uuid(_ number: Int) -> String {
        let digits = String(number)
        return "0198c0de-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}

/// Thrown by bodies that are meant to fail.
struct Refusal: Error, Equatable {
    let reason: String

    init(_ reason: String = "refused") {
        self.reason = reason
    }
}

extension StoreSubject {
    var now: Timestamp { clock.now }

    /// A step in the usual tenant.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await store.write(Sample.tenant, body)
    }

    func level(_ sku: String) async throws -> Level? {
        try await store.inventoryDetail(Sample.tenant, Sample.sku(sku))?.level
    }

    /// All elements of a list, read page by page; fails the check on a list that does not end.
    func all<Element: Sendable>(
        limit: Int = 3,
        _ list: (PageRequest) async throws -> Page<Element>
    ) async throws -> [Element] {
        var elements: [Element] = []
        var cursor: String?
        for _ in 0..<10_000 {
            let page = try await list(PageRequest(limit: limit, cursor: cursor))
            guard page.items.count <= limit else { throw Refusal("a page is longer than asked for") }
            elements += page.items
            guard let next = page.next else { return elements }
            cursor = next
        }
        throw Refusal("a list does not end")
    }
}
