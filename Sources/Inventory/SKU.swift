import Foundation

/// A stock keeping unit: 1–255 Unicode scalars in Normalisation Form C, no control characters, compared byte by byte.
package struct SKU: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let value: String

    package static let maximumScalars = 255

    /// Normalises and checks `text`.
    package init(_ text: String) throws(InvalidValue) {
        let normalised = Self.isPlainASCII(text) ? text : text.precomposedStringWithCanonicalMapping
        guard !normalised.isEmpty else {
            throw InvalidValue(field: "sku", message: "must not be empty")
        }
        // A scalar is at most four bytes, so only texts that could be too long are counted.
        if normalised.utf8.count > Self.maximumScalars, normalised.unicodeScalars.count > Self.maximumScalars {
            throw InvalidValue(field: "sku", message: "must be at most \(Self.maximumScalars) characters long")
        }
        guard !normalised.unicodeScalars.contains(where: Self.isControl) else {
            throw InvalidValue(field: "sku", message: "must not contain control characters")
        }
        value = normalised
    }

    /// For values that were checked when they were stored.
    package init(stored value: String) {
        self.value = value
    }

    package var description: String { value }

    package static func < (lhs: SKU, rhs: SKU) -> Bool {
        lhs.value.utf8.lexicographicallyPrecedes(rhs.value.utf8)
    }

    /// Whether its general category is `Cc`, which is these ranges and, by Unicode's stability policy, always will be.
    /// Looking the category up costs more than the rest of the check.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static func isPlainASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x80 }
    }
}
