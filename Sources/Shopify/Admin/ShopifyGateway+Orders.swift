package import Inventory
package import Sync

extension ShopifyGateway {
    private static let ordersPerPage = 50
    /// How often an order that changes while its pages are read is begun anew.
    private static let readAttempts = 3

    package func ordersPage(
        updatedSince since: Timestamp,
        after cursor: String?
    ) async throws(GatewayError) -> OrdersPage {
        let variables = OrdersUpdatedSince.Variables(
            first: Self.ordersPerPage,
            after: cursor,
            filter: "updated_at:>='\(since.wholeSecondsText)'"
        )
        let page = try await patience.read(isBegun: cursor != nil) { () async throws(AdminFailure) in
            try await admin.run(OrdersUpdatedSince.self, variables, .walk)
        }.value.orders
        var orders: [OrderSnapshot] = []
        for node in page.nodes {
            if node.isWhole {
                orders.append(node.snapshot)
            } else if let whole = try await order(node.id.number) {
                orders.append(whole)
            }
        }
        return OrdersPage(orders: orders, next: page.pageInfo.next)
    }

    package func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? {
        for _ in 0..<Self.readAttempts {
            guard
                var node = try await read(OrderByID.self, OrderByID.Variables(id: GlobalID(orderId)), .look).value.order
            else { return nil }
            guard try await completeLines(of: &node) else { continue }
            for index in node.refunds.indices { try await completeLines(of: &node.refunds[index]) }
            return node.snapshot
        }
        throw GatewayError(kind: .unavailable, reason: "order \(orderId) changes faster than its pages can be read")
    }

    /// Reads the lines that did not fit; false when the order changed meanwhile and must be begun anew.
    private func completeLines(of node: inout OrderNode) async throws(GatewayError) -> Bool {
        while let cursor = node.lineItems.pageInfo.next {
            let variables = OrderLinesPage.Variables(id: node.id, after: cursor)
            guard let page = try await read(OrderLinesPage.self, variables, .look).value.order,
                page.updatedAt.timestamp == node.updatedAt.timestamp
            else { return false }
            node.lineItems.nodes += page.lineItems.nodes
            node.lineItems.pageInfo = page.lineItems.pageInfo
        }
        return true
    }

    private func completeLines(of node: inout RefundNode) async throws(GatewayError) {
        while let cursor = node.refundLineItems.pageInfo.next {
            let variables = RefundLinesPage.Variables(id: node.id, after: cursor)
            guard let page = try await read(RefundLinesPage.self, variables, .look).value.refund else {
                throw GatewayError(kind: .protocolViolation, reason: "refund \(node.id.number) is gone")
            }
            node.refundLineItems.nodes += page.refundLineItems.nodes
            node.refundLineItems.pageInfo = page.refundLineItems.pageInfo
        }
    }
}

extension Timestamp {
    /// `2026-11-21T09:30:00Z`, rounded down: Shopify keeps whole seconds.
    fileprivate var wholeSecondsText: String {
        String(Timestamp(millisecondsSinceEpoch: seconds * 1000).iso8601.dropLast(5)) + "Z"
    }
}
