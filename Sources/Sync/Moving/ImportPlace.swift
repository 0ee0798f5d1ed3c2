import Inventory

/// Where reading the rows of imports goes on: import after import, SKU after SKU. Its cursor names the tenant, the import
/// and the SKU that was read last.
package struct ImportPlace {
    /// Which of the imports.
    package let index: Int
    /// Nil before the first row.
    package let sku: String?
    private let imports: [ArchivedRow]

    /// The place of a cursor, or the first one, among all imports in their order; nil when there is none.
    package init?(_ cursor: String?, in imports: [ArchivedRow]) {
        let parts = cursor?.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init) ?? []
        let isStart = parts.count < 3
        guard
            let index = isStart
                ? imports.indices.first
                : imports.firstIndex(where: { $0.tenant.value == parts[0] && $0.key == parts[1] })
        else { return nil }
        self.index = index
        self.imports = imports
        sku = isStart || parts[2].isEmpty ? nil : parts[2]
    }

    package var batch: ArchivedRow { imports[index] }

    /// A page of rows that were read from here on, at most `limit`.
    package func page(_ found: [ImportRow], limit: Int) -> Page<ArchivedRow> {
        let rows = found.map { ArchivedRow(batch.tenant, .importRow($0, batchId: batch.key)) }
        if found.count == limit, let last = found.last {
            return Page(items: rows, next: "\(batch.tenant)/\(batch.key)/\(last.sku)")
        }
        let next = index + 1 < imports.count ? imports[index + 1] : nil
        return Page(items: rows, next: next.map { "\($0.tenant)/\($0.key)/" })
    }

    /// Imports are in order of their tenants' and their own ids.
    package static func precedes(_ left: ArchivedRow, _ right: ArchivedRow) -> Bool {
        (left.tenant.value, left.key) < (right.tenant.value, right.key)
    }
}
