/// What an edit added to an order, as the channel told it when the edit was made.
package struct OrderEdit: Hashable, Sendable {
    package struct Addition: Hashable, Sendable {
        package let lineId: Int64
        package let quantity: Int64

        package init(lineId: Int64, quantity: Int64) {
            self.lineId = lineId
            self.quantity = quantity
        }
    }

    package let orderId: Int64
    /// When the edit took effect; nil where the channel does not say.
    package let committedAt: Timestamp?
    package let additions: [Addition]

    package init(orderId: Int64, committedAt: Timestamp?, additions: [Addition]) {
        self.orderId = orderId
        self.committedAt = committedAt
        self.additions = additions
    }
}

/// An addition to an order's line with the time of its edit.
package struct DatedAddition: Hashable, Sendable {
    package let lineId: Int64
    package let quantity: Int64
    package let moment: Timestamp

    package init(lineId: Int64, quantity: Int64, moment: Timestamp) {
        self.lineId = lineId
        self.quantity = quantity
        self.moment = moment
    }
}
