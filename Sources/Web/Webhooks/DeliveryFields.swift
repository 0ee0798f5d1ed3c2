import HTTPTypes
import Shopify

/// A delivery's own headers, found in one pass. Of one that is sent twice the first holds.
struct DeliveryFields {
    private var values: [(name: DeliveryHeaders.Name, value: String)] = []

    init(_ fields: HTTPFields) {
        values.reserveCapacity(DeliveryHeaders.Name.allCases.count)
        for field in fields {
            if let name = Self.names[field.name.canonicalName] { values.append((name, field.value)) }
        }
    }

    subscript(name: DeliveryHeaders.Name) -> String? {
        values.first { $0.name == name }?.value
    }

    private static let names = Dictionary(
        uniqueKeysWithValues: DeliveryHeaders.Name.allCases.map { ($0.rawValue, $0) }
    )
}
