package import Inventory

/// A step that takes in rows that another engine has kept. What `StoreTransaction` has a word for is put as in any step;
/// what is left here each engine writes in its own way.
package protocol MovingTransaction: StoreTransaction {
    /// Requests a sweep of the channel that goes on behind this SKU; an empty text is before every SKU.
    func resumeSweep(of channel: ChannelID, after sku: String) throws
    /// The marks of a SKU whose level and items are put, and the numbers that the engine itself keeps of it.
    func addMarks(of stock: ArchivedStock) throws
    /// A mark that waits for nothing takes its turn, which is after those that came before it.
    func addToBacklog(_ sku: SKU, of channel: ChannelID) throws
    /// `position`: where it stands in the source.
    func add(_ movement: Movement, at position: String) throws
    func add(_ row: ImportRow, in batchId: String) throws
}
