import Sync

/// A channel with the number that its items, orders and dirt are kept under. A class, for it is handed around a lot and a
/// channel is long to copy.
final class NumberedChannel {
    let number: Int64
    let channel: Channel
    private var lastPlace: Int64?

    init(number: Int64, channel: Channel) {
        self.number = number
        self.channel = channel
    }

    /// The number of a new row of `dirt`: for the writer, which reads it anew after a rollback.
    func nextPlace(_ connection: Connection) throws -> Int64 {
        let next: Int64
        if let lastPlace {
            next = lastPlace + 1
        } else {
            let range = RowNumber.range(of: number)
            let stored = try connection.statement("SELECT max(id) FROM dirt WHERE id BETWEEN ? AND ?")
                .first({ $0.add(range.lowerBound, range.upperBound) }, { $0.optionalInt64() })
            next = ((stored ?? nil) ?? range.lowerBound) + 1
        }
        lastPlace = next
        return next
    }
}
