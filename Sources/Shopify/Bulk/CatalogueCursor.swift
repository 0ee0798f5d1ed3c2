/// Where the next page of a catalogue begins.
enum CatalogueCursor: Equatable {
    /// A page that the shop gives; nil is the first one.
    case page(String?)
    case bulk(BulkPlace)

    init(_ text: String?) {
        guard let text, let place = BulkPlace(text) else {
            self = .page(text)
            return
        }
        self = .bulk(place)
    }
}

/// A place in the outcome of a bulk operation: kept with the pass, so that after a crash the operation is asked for again
/// and not begun anew.
struct BulkPlace: Equatable {
    let operation: Int64
    /// Bytes before it.
    var offset: Int64
    /// Where pages of the shop go on, should the operation come to nothing; nil is the first one.
    let page: String?

    private static let mark = "bulk:"

    init(operation: Int64, offset: Int64 = 0, page: String?) {
        self.operation = operation
        self.offset = offset
        self.page = page
    }

    /// Nil for a cursor of the shop's own.
    init?(_ text: String) {
        guard text.hasPrefix(Self.mark) else { return nil }
        let parts = text.dropFirst(Self.mark.count).split(
            separator: ":",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count >= 2, let operation = Int64(parts[0]), let offset = Int64(parts[1]), offset >= 0 else {
            return nil
        }
        self.init(operation: operation, offset: offset, page: parts.count == 3 ? String(parts[2]) : nil)
    }

    var text: String { "\(Self.mark)\(operation):\(offset)" + (page.map { ":\($0)" } ?? "") }
}
