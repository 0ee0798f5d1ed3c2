import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync

/// One look after the other through the catalogue of a location: page by page, and in bulk once it is known to be large.
///
/// Of a catalogue that nobody has looked through yet the first pages tell. The rest of it is then read in bulk, without the
/// items that the pages held.
final class CatalogueWalk: Sendable {
    private struct State {
        /// What pages of this look have held; empty in a look that a crash interrupted, where a page is read twice.
        var delivered: Set<Int64> = []
        var outcome: (operation: Int64, BulkOperations.Outcome)?
        /// A look in which bulk came to nothing goes on page by page.
        var isPaged = false
    }

    private let bulk: BulkOperations
    /// Items from which on a catalogue is large; nil: none is.
    private let threshold: Int?
    private let pageSize: Int
    private let size: CatalogueSize
    private let page: @Sendable (String?) async throws(GatewayError) -> CatalogPage
    private let state = NIOLockedValueBox(State())

    init(
        bulk: BulkOperations,
        pageSize: Int,
        size: CatalogueSize,
        page: @escaping @Sendable (String?) async throws(GatewayError) -> CatalogPage
    ) {
        self.bulk = bulk
        threshold = bulk.options.bulkThreshold
        self.pageSize = pageSize
        self.size = size
        self.page = page
    }

    func page(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        switch CatalogueCursor(cursor) {
        case .page(let cursor):
            if cursor == nil { state.withLockedValue { $0 = State() } }
            return try await livePage(after: cursor)
        case .bulk(let place):
            if let outcome = try await outcome(of: place) { return try self.page(of: outcome, at: place) }
            guard place.offset == 0 else {
                throw GatewayError(
                    kind: .unavailable,
                    reason: "the rest of the catalogue that was read in bulk is not to be had any more"
                )
            }
            beginPaging()
            return try await livePage(after: place.page)
        }
    }

    private func livePage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        let page = try await page(cursor)
        guard let threshold, !state.withLockedValue({ $0.isPaged }) else { return page }
        // Never many more than the threshold: from there on bulk takes over, or nothing is kept.
        let delivered = state.withLockedValue { state in
            state.delivered.formUnion(page.reading.entries.map(\.inventoryItemId))
            return state.delivered.count
        }
        guard let next = page.next else { return page }
        if delivered >= threshold { size.isLarge = true }
        guard size.isLarge else { return page }
        guard let operation = try await bulk.begin() else {
            beginPaging()
            return page
        }
        // The cursor is kept before the operation has ended: a crash meanwhile does not begin another one.
        return CatalogPage(reading: page.reading, next: BulkPlace(operation: operation, page: next).text)
    }

    private func beginPaging() {
        state.withLockedValue { state in
            state.isPaged = true
            state.delivered = []
        }
    }

    private func outcome(of place: BulkPlace) async throws(GatewayError) -> BulkOperations.Outcome? {
        if let held = state.withLockedValue({ $0.outcome }), held.operation == place.operation { return held.1 }
        let outcome = try await bulk.outcome(of: place.operation)
        state.withLockedValue { $0.outcome = outcome.map { (place.operation, $0) } }
        return outcome
    }

    private func page(of outcome: BulkOperations.Outcome, at place: BulkPlace) throws(GatewayError) -> CatalogPage {
        let lines: [[UInt8]]
        let end: Int64
        do {
            (lines, end) = try outcome.file.lines(from: place.offset, atMost: pageSize)
        } catch {
            throw GatewayError(kind: .unavailable, reason: "\(error)")
        }
        let delivered = state.withLockedValue { $0.delivered }
        var entries: [LevelReading.Entry] = []
        for line in lines {
            guard let entry = try entry(line), !delivered.contains(entry.inventoryItemId) else { continue }
            entries.append(entry)
        }
        var next = place
        next.offset = end
        let isLast = end >= outcome.file.received.bytes
        if isLast { state.withLockedValue { $0.outcome = nil } }
        return CatalogPage(
            reading: LevelReading(entries: entries, readAt: outcome.createdAt),
            next: isLast ? nil : next.text
        )
    }

    /// Nil for the line of the location itself.
    private func entry(_ line: [UInt8]) throws(GatewayError) -> LevelReading.Entry? {
        let unreadable = GatewayError(
            kind: .protocolViolation,
            reason: "Shopify's bulk operation gave a line that is no level of the location"
        )
        let read: BulkLevels.Line
        do {
            read = try JSONDecoder().decode(BulkLevels.Line.self, from: Data(line))
        } catch {
            throw unreadable
        }
        // A single object at the top is a line of its own, which the levels name as their parent, or is left out.
        guard read.parent == nil || read.parent == bulk.location else { throw unreadable }
        guard let item = read.item, let updatedAt = read.updatedAt else {
            guard read.id == bulk.location.description else { throw unreadable }
            return nil
        }
        return LevelReading.Entry(
            inventoryItemId: item.id.number,
            sku: item.sku.flatMap(SKU.init(usable:)),
            available: item.tracked ? read.quantities?.first?.quantity : nil,
            updatedAt: updatedAt.timestamp
        )
    }
}

/// Whether a location's catalogue is large, as far as this process has seen.
final class CatalogueSize: Sendable {
    private let large = NIOLockedValueBox(false)

    var isLarge: Bool {
        get { large.withLockedValue { $0 } }
        set { large.withLockedValue { $0 = newValue } }
    }
}
