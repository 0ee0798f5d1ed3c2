import Sync

/// Gathers one page from rows that come in order. A page ends when it is full, or when so many rows were looked at that the
/// reader should be let go: then it is shorter than asked for and its cursor goes on from the last row looked at.
struct PageBuilder<Element: Sendable, Position> {
    private let limit: Int
    private let scanLimit: Int
    private var elements: [Element] = []
    private var scanned = 0
    /// Where the page ends, once it has.
    private var end: Position?
    private var next: Position?

    init(_ request: PageRequest, scanLimit: Int = .max) {
        limit = max(1, request.limit)
        self.scanLimit = scanLimit
    }

    /// Takes the row at `position`; nil when it is not wanted. `isLast` ends the page with it. Answers whether more rows
    /// are wanted: one after the end of the page is, for only then is there a next page.
    mutating func add(_ element: Element?, at position: @autoclosure () -> Position, isLast: Bool = false) -> Bool {
        scanned += 1
        if let end {
            guard element != nil || scanned > scanLimit else { return true }
            next = end
            return false
        }
        if let element { elements.append(element) }
        if elements.count == limit || isLast {
            end = position()
        } else if scanned >= scanLimit {
            next = position()
            return false
        }
        return true
    }

    func page(_ encode: (Position) -> String) -> Page<Element> {
        Page(items: elements, next: next.map(encode))
    }
}
