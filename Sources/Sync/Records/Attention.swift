package import Inventory

/// What of a channel must be looked at again, read at one commit.
package struct Attention: Sendable, Equatable {
    /// Whose `lookAt` has come, earliest first.
    package let items: [ChannelItem]
    package let orders: [OrderState]
    /// When the next of those that are not due yet is due; nil when none waits.
    package let next: Timestamp?

    package init(items: [ChannelItem], orders: [OrderState], next: Timestamp?) {
        self.items = items
        self.orders = orders
        self.next = next
    }
}
