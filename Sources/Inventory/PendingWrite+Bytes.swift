// The stored form of a write and of what orders moved meanwhile, within that of an item.

extension ByteWriter {
    mutating func write(_ moves: OrderMoves) {
        write(Int64(moves.moves.count))
        for move in moves.moves {
            write(move.moment)
            write(move.units)
        }
    }

    mutating func write(_ pending: ChannelItem.PendingWrite) {
        write(packed: pending.idempotencyKey)
        write(pending.from)
        write(pending.to)
        write(pending.sentAt)
        write(pending.endsSurplus)
        var flags: UInt8 = 0
        if pending.hasFailed { flags |= 1 }
        if pending.mayHaveHappened { flags |= 2 }
        if pending.newest != nil { flags |= 4 }
        write(flags)
        write(pending.moves)
        if let newest = pending.newest {
            write(newest.moment)
            write(newest.available)
        }
    }
}

extension ByteReader {
    mutating func readMoment() throws(DamagedValue) -> Timestamp {
        guard let moment = try readTimestamp() else { throw DamagedValue() }
        return moment
    }

    mutating func readMoves() throws(DamagedValue) -> OrderMoves {
        var moves: [OrderMoves.Move] = []
        for _ in 0..<(try readCount()) {
            moves.append(OrderMoves.Move(moment: try readMoment(), units: try readInt64()))
        }
        return OrderMoves(moves)
    }

    mutating func readPendingWrite() throws(DamagedValue) -> ChannelItem.PendingWrite {
        let key = try readPacked()
        let (from, to) = (try readInt64(), try readInt64())
        let sentAt = try readMoment()
        let endsSurplus = try readInt64()
        let flags: UInt8 = try readByte()
        let moves = try readMoves()
        var newest: ChannelItem.Observation?
        if flags & 4 != 0 {
            let moment = try readMoment()
            newest = ChannelItem.Observation(available: try readInt64(), moment: moment)
        }
        return ChannelItem.PendingWrite(
            idempotencyKey: key,
            from: from,
            to: to,
            sentAt: sentAt,
            endsSurplus: endsSurplus,
            moves: moves,
            newest: newest,
            hasFailed: flags & 1 != 0,
            mayHaveHappened: flags & 2 != 0
        )
    }
}
