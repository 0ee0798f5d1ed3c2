/// By how much orders moved a count, each time with the channel's own moment of it: kept where only later it can be told
/// which of them a count contains already.
package struct OrderMoves: Hashable, Sendable {
    package struct Move: Hashable, Sendable {
        package let moment: Timestamp
        /// Negative for what was sold, positive for what went back on the shelf.
        package let units: Int64

        package init(moment: Timestamp, units: Int64) {
            self.moment = moment
            self.units = units
        }
    }

    /// In order of their moments; those of one second and one direction are one.
    package private(set) var moves: [Move]

    /// More would tell nothing more: the two oldest become one.
    static let capacity = 64

    package init(_ moves: [Move] = []) {
        self.moves = []
        for move in moves { add(move.units, at: move.moment) }
    }

    package var isEmpty: Bool { moves.isEmpty }

    package mutating func add(_ units: Int64, at moment: Timestamp) {
        guard units != 0 else { return }
        let after = moves.firstIndex { $0.moment.seconds > moment.seconds } ?? moves.endIndex
        let twin = moves[..<after].lastIndex {
            $0.moment.seconds == moment.seconds && ($0.units < 0) == (units < 0)
        }
        if let twin {
            moves[twin] = Move(moment: moves[twin].moment, units: moves[twin].units + units)
        } else {
            moves.insert(Move(moment: moment, units: units), at: after)
        }
        if moves.count > Self.capacity {
            let oldest = moves.removeFirst()
            moves[0] = Move(moment: moves[0].moment, units: moves[0].units + oldest.units)
        }
    }

    mutating func forget(through moment: Timestamp) {
        moves.removeAll { $0.moment.seconds <= moment.seconds }
    }

    package func sum(after moment: Timestamp) -> Int64 {
        moves.reduce(0) { $1.moment.seconds > moment.seconds ? $0 + $1.units : $0 }
    }

    package func sum(through moment: Timestamp) -> Int64 {
        moves.reduce(0) { $1.moment.seconds <= moment.seconds ? $0 + $1.units : $0 }
    }
}
