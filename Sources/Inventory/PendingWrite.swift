extension ChannelItem {
    /// A compare-and-set that has left, or is about to, and whose fate is not known; or one that is known to have failed
    /// and waits for its re-read. Source: domain.md section 5, "Writes".
    package struct PendingWrite: Hashable, Sendable {
        /// Stored before the write leaves, used again for this intent after a crash or a lost reply, and never for
        /// another.
        package let idempotencyKey: String
        /// What was expected when the write was decided on.
        package let from: Int64
        package let to: Int64
        /// By our clock.
        package let sentAt: Timestamp
        /// Units that a person seems to have added and that `to` does not carry along: the write ends them.
        package let endsSurplus: Int64
        /// What orders have moved since, that no earlier knowledge contained.
        package internal(set) var moves: OrderMoves
        /// The newest observation made meanwhile; of one second the lowest.
        package internal(set) var newest: Observation?
        package internal(set) var hasFailed: Bool
        /// It failed when the channel had forgotten its key: "stale" may then be the doing of the write itself.
        package internal(set) var mayHaveHappened: Bool

        /// How long a channel knows a key again, with something taken off for clocks that differ.
        package static let keyLifeMilliseconds: Int64 = 23 * 3600 * 1000

        package init(
            idempotencyKey: String,
            from: Int64,
            to: Int64,
            sentAt: Timestamp,
            endsSurplus: Int64 = 0,
            moves: OrderMoves = OrderMoves(),
            newest: Observation? = nil,
            hasFailed: Bool = false,
            mayHaveHappened: Bool = false
        ) {
            self.idempotencyKey = idempotencyKey
            self.from = from
            self.to = to
            self.sentAt = sentAt
            self.endsSurplus = endsSurplus
            self.moves = moves
            self.newest = newest
            self.hasFailed = hasFailed
            self.mayHaveHappened = mayHaveHappened
        }

        /// Whether the channel may show this at that time with nothing unexplained about it.
        func allows(_ observed: Observation) -> Bool {
            let moved = moves.sum(through: observed.moment)
            return observed.available == from + moved || (!hasFailed && observed.available == to + moved)
        }

        /// By how much the newest observation lies below the higher of both possible values. For a write that lowers the
        /// count this is deliberately blunt.
        package var suspense: Int64 {
            guard let newest, !allows(newest) else { return 0 }
            return max(0, max(from, to) + moves.sum(through: newest.moment) - newest.available)
        }
    }

    /// What the channel showed, with its own time of it.
    package struct Observation: Hashable, Sendable {
        package let available: Int64
        package let moment: Timestamp

        package init(available: Int64, moment: Timestamp) {
            self.available = available
            self.moment = moment
        }
    }
}
