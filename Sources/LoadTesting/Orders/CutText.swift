/// A text cut where copies of it differ, so that many copies can be written quickly.
struct CutText<Slot: Sendable>: Sendable {
    private let pieces: [(text: [UInt8], slot: Slot?)]

    /// Cuts out every occurrence of every mark.
    init(_ text: String, at marks: [(mark: String, slot: Slot)]) {
        var pieces: [(text: [UInt8], slot: Slot?)] = []
        var rest = Substring(text)
        while let next = marks.compactMap({ mark, slot in rest.firstRange(of: mark).map { (range: $0, slot: slot) } })
            .min(by: { $0.range.lowerBound < $1.range.lowerBound })
        {
            pieces.append((Array(rest[..<next.range.lowerBound].utf8), next.slot))
            rest = rest[next.range.upperBound...]
        }
        pieces.append((Array(rest.utf8), nil))
        self.pieces = pieces
    }

    /// Appends a copy; `fill` writes what stands in each slot.
    func write(to bytes: inout [UInt8], fill: (Slot, inout [UInt8]) -> Void) {
        for piece in pieces {
            bytes += piece.text
            if let slot = piece.slot { fill(slot, &bytes) }
        }
    }
}
