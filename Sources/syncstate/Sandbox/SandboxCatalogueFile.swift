import Inventory
import InventoryFiles
import Sandbox
import Sync

/// A sandbox shop's shelves, read from a file of counts.
enum SandboxCatalogueFile {
    private static let longestFile = 64 << 20
    private static let mostItems = 100_000

    /// Ids follow from the shop's name and the place in the file: the same again at every start, and other ones in another
    /// shop. Throws `CommandFailure` naming the line.
    static func items(path: String, shop: String) throws -> [SandboxItem] {
        let contents = try FileUpload(path: path).contents(upTo: longestFile)
        let isNDJSON = [".ndjson", ".jsonl"].contains { path.lowercased().hasSuffix($0) }
        let lines: [ImportLine]
        do {
            lines = try isNDJSON ? read(contents, NDJSONImportReader()) : read(contents, CSVImportReader())
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
        guard lines.count <= mostItems else { throw CommandFailure("\(path) has more than \(mostItems) lines") }
        let base = firstId(of: shop)
        return try lines.enumerated().map { index, line in
            switch line {
            case .rejected(let number, let message):
                throw CommandFailure("\(path), line \(number): \(message)")
            case .row(let row):
                SandboxItem(
                    sku: row.sku.value,
                    title: row.sku.value,
                    priceCents: 1999,
                    grams: 200,
                    inventoryItemId: base + Int64(index) * 3,
                    variantId: base + Int64(index) * 3 + 1,
                    productId: base + Int64(index) * 3 + 2,
                    stock: row.physical
                )
            }
        }
    }

    private static func read(_ contents: [UInt8], _ reader: some ImportFileReader) throws -> [ImportLine] {
        var reader = reader
        return try reader.read(contents) + reader.finish()
    }

    /// FNV-1a of the name, in the range of Shopify's ids of 14 digits.
    private static func firstId(of shop: String) -> Int64 {
        let hash = shop.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return 50_000_000_000_000 + Int64(hash % 40_000_000_000) * 1000
    }
}
