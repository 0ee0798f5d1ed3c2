package import Inventory

/// A promise that was broken, in words.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    package let sku: SKU?
    package let message: String

    init(_ sku: SKU?, _ message: String) {
        self.sku = sku
        self.message = message
    }

    package var description: String { sku.map { "\($0): \(message)" } ?? message }
}
