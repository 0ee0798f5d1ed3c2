package import Inventory

/// Writes counts in the form that the import reads.
package enum InventoryCSVWriter {
    package static let header = "sku,physical,buffer,lowStockThreshold\r\n"

    /// `buffer` is the SKU's own rule; only fixed units fit into the column, any other rule leaves it empty.
    package static func line(_ level: Level, buffer: BufferRule?) -> String {
        var units = ""
        if case .units(let value) = buffer?.amount, buffer?.floor == nil, buffer?.cap == nil { units = String(value) }
        let threshold = level.lowStockThreshold.map(String.init) ?? ""
        return "\(cell(level.sku.value)),\(level.physical),\(units),\(threshold)\r\n"
    }

    private static func cell(_ text: String) -> String {
        let text = SpreadsheetGuard.guarded(text)
        guard text.utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\"")].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
