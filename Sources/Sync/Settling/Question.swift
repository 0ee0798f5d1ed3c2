import Inventory

/// A level that the channel is asked for, and the item's revision when it was asked: a reading that nothing has overtaken
/// is the last word.
struct Question: Hashable, Sendable {
    let inventoryItemId: Int64
    let sku: SKU
    let revision: Int64
}

extension [Question] {
    var inventoryItemIds: [Int64] { map(\.inventoryItemId) }
}
