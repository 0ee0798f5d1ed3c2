import DynamoDB
import Inventory
import Sync

/// One list as pages: rows of one partition, or of several that a list is spread over, in the order of their places.
struct ListReader: Sendable {
    let reader: TableReader
    let name: String
    let tenant: TenantID
    let table: StoreTable
    /// Without a range.
    let queries: [ItemQuery]
    var isDescending = true

    /// Rows that one call looks at in one partition, at most.
    private static let scanLimit = 5000

    private struct Part<Element: Sendable>: Sendable {
        var found: [(place: String, element: Element)] = []
        /// The place of the last row looked at; nil when all were.
        var end: String?
    }

    /// `element` answers nil for a row that is not wanted.
    func page<Element: Sendable>(
        _ request: PageRequest,
        _ element: @escaping @Sendable (RowKey, Item) throws -> Element?
    ) async throws -> Page<Element> {
        let cursor = ListCursor(list: name, tenant: tenant)
        let start = try cursor.position(request.cursor).map { MovedPlace.place($0, in: table) }
        let limit = max(1, request.limit)
        let parts = try await withThrowingTaskGroup(of: Part<Element>.self) { group in
            for query in queries {
                group.addTask { try await part(query, from: start, limit: limit + 1, element) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        func comesFirst(_ left: String, _ right: String) -> Bool {
            isDescending ? StepRows.precedes(right, left) : StepRows.precedes(left, right)
        }
        // Behind the first end nobody knows what the part has.
        let horizon = parts.compactMap(\.end).min(by: comesFirst)
        let found = parts.flatMap(\.found).sorted { comesFirst($0.place, $1.place) }
            .filter { found in horizon.map { !comesFirst($0, found.place) } ?? true }
        let items = found.prefix(limit)
        let next = found.count > limit ? items.last?.place : horizon
        return Page(items: items.map(\.element), next: next.map(cursor.encode))
    }

    private func part<Element: Sendable>(
        _ query: ItemQuery,
        from start: String?,
        limit: Int,
        _ element: (RowKey, Item) throws -> Element?
    ) async throws -> Part<Element> {
        var query = query
        query.isDescending = isDescending
        if let start {
            query.range = isDescending ? "\u{0}"...start : start...SortText.last
        }
        var part = Part<Element>()
        var scanned = 0
        try await reader.forEach(query, table, limit: limit + 1) { key, row in
            let place = query.index == nil ? key.sort : row.item[query.sortName]?.string ?? key.sort
            if place == start { return true }
            scanned += 1
            if let element = try element(key, row.item) { part.found.append((place, element)) }
            guard part.found.count < limit, scanned < Self.scanLimit else {
                part.end = place
                return false
            }
            return true
        }
        return part
    }
}
