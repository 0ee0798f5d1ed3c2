import Inventory
import Sync

/// Checks the values of one line, whatever format they came in.
enum ImportFields {
    static func row(
        line: Int,
        sku: String?,
        physical: Int64?,
        buffer: Int64?,
        lowStockThreshold: Int64?
    ) throws(InvalidValue) -> ImportRow {
        guard let sku else { throw InvalidValue(field: "sku", message: "is missing") }
        guard let physical else { throw InvalidValue(field: "physical", message: "is missing") }
        return ImportRow(
            sku: try SKU(sku),
            line: line,
            physical: try Quantity.checked(physical, field: "physical"),
            buffer: try buffer.map { (value) throws(InvalidValue) in
                try Quantity.checked(value, atLeast: 0, field: "buffer")
            },
            lowStockThreshold: try lowStockThreshold.map { (value) throws(InvalidValue) in
                try Quantity.checked(value, field: "lowStockThreshold")
            }
        )
    }
}
