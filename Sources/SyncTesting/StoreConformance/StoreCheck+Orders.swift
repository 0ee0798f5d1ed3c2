import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let shop = Sample.channelID("shop")

    static let orders: [StoreCheck] = [
        StoreCheck("an order of a channel comes back whole, and only of that channel") { subject in
            var order = OrderState(orderId: Int64.max)
            _ = order.merge(
                OrderSnapshot(
                    orderId: Int64.max,
                    createdAt: subject.now,
                    updatedAt: subject.now,
                    lines: (0..<300).map { OrderLine(lineId: $0, sku: Sample.sku("SKU-\($0)-ö"), quantity: $0) },
                    refunds: [
                        Refund(
                            refundId: 1,
                            createdAt: subject.now,
                            note: nil,
                            lines: [RefundLine(lineId: 1, sku: nil, quantity: 1, restock: .cancel)]
                        )
                    ]
                )
            )
            let kept = order
            try await subject.write { tx in
                try tx.put(Sample.shop("shop", at: tx.now))
                try tx.put(Sample.shop("second", at: tx.now))
                try #expect(tx.order(kept.orderId, of: shop) == nil)
                try tx.put(OrderState(orderId: kept.orderId, reread: .edit), of: shop)
                try tx.put(kept, of: shop)
            }
            try await subject.write { tx in
                try #expect(tx.order(kept.orderId, of: shop) == kept)
                try #expect(tx.order(kept.orderId, of: Sample.channelID("second")) == nil)
                try #expect(tx.deleteOrders(of: Sample.channelID("second")) == 0)
                try #expect(tx.deleteOrders(of: shop) == 1)
                try #expect(tx.order(kept.orderId, of: shop) == nil)
            }
        },
        StoreCheck("returns are listed by SKU, order and disposition") { subject in
            try await subject.write { tx in
                try tx.put(Sample.orderReturn("1", "A", .sellable, order: "7", at: tx.now))
                try tx.put(Sample.orderReturn("2", "A", .damaged, order: "8", at: tx.now))
                try tx.put(Sample.orderReturn("3", "B", .inspecting, order: nil, channel: nil, at: tx.now))
                try tx.put(Sample.orderReturn(Sample.uuid(4), "B", .damaged, order: "7", at: tx.now))
            }
            func ids(_ sku: String?, _ order: String?, _ disposition: Disposition?) async throws -> [String] {
                let filter = ReturnFilter(sku: sku.map(Sample.sku), orderId: order, disposition: disposition)
                return try await subject.store.returns(Sample.tenant, filter, PageRequest()).items.map(\.returnId)
            }
            #expect(try await ids(nil, nil, nil) == [Sample.uuid(4), "3", "2", "1"])
            #expect(try await ids("A", nil, nil) == ["2", "1"])
            #expect(try await ids(nil, "7", nil) == [Sample.uuid(4), "1"])
            #expect(try await ids(nil, nil, .damaged) == [Sample.uuid(4), "2"])
            #expect(try await ids("A", "7", .sellable) == ["1"])
            #expect(try await ids("A", "7", .damaged) == [])
            #expect(try await ids("never", nil, nil) == [])
        },
        StoreCheck("a return comes back whole and is decided in place") { subject in
            let waiting = Sample.orderReturn("r", "A", .inspecting, note: "scratched", at: subject.now)
            try await subject.write { tx in
                try tx.put(waiting)
                try tx.put(Sample.orderReturn("later", at: tx.now))
            }
            subject.clock.advance(by: .seconds(5))
            try await subject.write { tx in
                var row = try #require(try tx.orderReturn("r"))
                #expect(row == waiting)
                row.disposition = .damaged
                row.updatedAt = tx.now
                try tx.put(row)
                try #expect(tx.orderReturn("r") == row)
                try #expect(tx.orderReturn("none") == nil)
            }
            let rows = try await subject.store.returns(Sample.tenant, ReturnFilter(), PageRequest()).items
            #expect(rows.map(\.returnId) == ["later", "r"])
            #expect(rows.last?.disposition == .damaged && rows.last?.note == "scratched")
        },
        StoreCheck("notes of returns are erased by order or for the whole channel") { subject in
            try await subject.write { tx in
                try tx.put(Sample.orderReturn("1", order: "7", note: "Ann", at: tx.now))
                try tx.put(Sample.orderReturn("2", order: "8", note: "Bob", at: tx.now))
                try tx.put(Sample.orderReturn("3", order: "9", note: "Cem", at: tx.now))
                try tx.put(Sample.orderReturn("4", order: "7", channel: "other", note: "Dan", at: tx.now))
                try tx.put(Sample.orderReturn("5", order: "7", at: tx.now))
            }
            try await subject.write { tx in
                try #expect(tx.eraseReturnNotes(of: Sample.channelID("none"), orderIds: [7]) == 0)
                try #expect(tx.eraseReturnNotes(of: shop, orderIds: []) == 0)
                try #expect(tx.eraseReturnNotes(of: shop, orderIds: [7, 8, 12]) == 2)
            }
            #expect(try await notes(subject) == ["3": "Cem", "4": "Dan"])
            try await subject.write { tx in try #expect(tx.eraseReturnNotes(of: shop, orderIds: nil) == 1) }
            #expect(try await notes(subject) == ["4": "Dan"])
        },
    ]

    /// Of the returns that have one, by id.
    private static func notes(_ subject: StoreSubject) async throws -> [String: String] {
        let page = try await subject.store.returns(Sample.tenant, ReturnFilter(), PageRequest())
        return page.items.reduce(into: [:]) { $0[$1.returnId] = $1.note }
    }
}
