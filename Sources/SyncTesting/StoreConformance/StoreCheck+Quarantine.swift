import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let shop = Sample.channelID("shop")

    static let quarantine: [StoreCheck] = [
        StoreCheck("a quarantined delivery comes back whole and goes when it is deleted") { subject in
            let delivery = QuarantinedDelivery(
                quarantineId: Sample.uuid(1),
                channelId: shop,
                topic: "orders/create",
                key: TransactionKey(source: "shop.myshopify.com", txId: Sample.uuid(2)),
                eventId: Sample.uuid(3),
                body: Array(0...255) + Array("{\"a\":\"\u{0}\"}".utf8),
                reason: "line_items[3].quantity is not a number",
                receivedAt: subject.now,
                replayedAt: nil
            )
            try await subject.write { try $0.put(delivery) }
            try await subject.write { tx in
                var held = try #require(try tx.quarantined(delivery.quarantineId))
                #expect(held == delivery)
                try #expect(tx.quarantined("none") == nil)
                held.replayedAt = tx.now
                try tx.put(held)
            }
            let listed = try await subject.store.quarantine(Sample.tenant, PageRequest()).items
            #expect(listed.map(\.replayedAt) == [subject.now])
            #expect(listed.map(\.body) == [delivery.body])
            try await subject.write { try $0.deleteQuarantined(delivery.quarantineId) }
            #expect(try await subject.store.quarantine(Sample.tenant, PageRequest()).items.isEmpty)
        },
        StoreCheck("bodies are searched byte for byte, within one channel") { subject in
            try await subject.write { tx in
                try tx.put(Sample.delivery("1", body: "{\"email\":\"ann@example.com\",\"id\":77}", at: tx.now))
                try tx.put(Sample.delivery("2", body: "{\"email\":\"ANN@example.com\",\"id\":777}", at: tx.now))
                try tx.put(Sample.delivery("3", body: "{\"name\":\"Jürgen 100%\"}", at: tx.now))
                try tx.put(Sample.delivery("4", channel: "other", body: "ann@example.com", at: tx.now))
            }
            func found(_ texts: [String]) async throws -> [String] {
                try await subject.write { try $0.quarantined(of: shop, containingAnyOf: texts) }.sorted()
            }
            #expect(try await found(["ann@example.com"]) == ["1"])
            #expect(try await found(["\"id\":77}"]) == ["1"])
            #expect(try await found(["ann@example.com", "Jürgen"]) == ["1", "3"])
            #expect(try await found(["100%"]) == ["3"])
            #expect(try await found(["example.com", "example"]) == ["1", "2"])
            #expect(try await found(["nobody"]) == [])
            #expect(try await found([]) == ["1", "2", "3"])
            let none = try await subject.write {
                try $0.quarantined(of: Sample.channelID("never"), containingAnyOf: [])
            }
            #expect(none == [])
        },
        StoreCheck("privacy requests are kept and listed newest first") { subject in
            let requests = PrivacyRequest.Kind.allKinds.enumerated().map { number, kind in
                PrivacyRequest(
                    requestId: Sample.uuid(number),
                    kind: kind,
                    channelId: shop,
                    shop: "shop.myshopify.com",
                    customerId: number == 0 ? nil : Int64.max,
                    orderIds: number == 0 ? [] : [1, Int64.max, -1],
                    outcome: "erased nothing",
                    timestamp: subject.now
                )
            }
            try await subject.write { tx in for request in requests { try tx.put(request) } }
            let listed = try await subject.all(limit: 1) { page in
                try await subject.store.privacyRequests(Sample.tenant, page)
            }
            #expect(listed == requests.reversed())
        },
    ]
}

extension PrivacyRequest.Kind {
    fileprivate static let allKinds: [PrivacyRequest.Kind] = [.dataRequest, .customerRedact, .shopRedact]
}
