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
        /// Whether `to` carries along what a person seems to have added.
        package let carriesSurplus: Bool
        /// What orders have moved since, that no earlier knowledge contained.
        package internal(set) var moves: OrderMoves
        /// The newest observation made meanwhile; of one second the lowest.
        package internal(set) var newest: Observation?
        package internal(set) var hasFailed: Bool
        /// Sent more than once: "stale" may then be the write's own doing.
        package internal(set) var isResent: Bool

        package init(
            idempotencyKey: String,
            from: Int64,
            to: Int64,
            sentAt: Timestamp,
            carriesSurplus: Bool = false,
            moves: OrderMoves = OrderMoves(),
            newest: Observation? = nil,
            hasFailed: Bool = false,
            isResent: Bool = false
        ) {
            self.idempotencyKey = idempotencyKey
            self.from = from
            self.to = to
            self.sentAt = sentAt
            self.carriesSurplus = carriesSurplus
            self.moves = moves
            self.newest = newest
            self.hasFailed = hasFailed
            self.isResent = isResent
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
