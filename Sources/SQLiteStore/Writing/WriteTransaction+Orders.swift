import Inventory
import Sync

extension WriteTransaction {
    func order(_ orderId: Int64, of channel: ChannelID) throws -> OrderState? {
        guard let number = try state.channel(channel)?.number else { return nil }
        return try OrderRows.find(connection, channel: number, orderId)
    }

    func put(_ order: OrderState, of channel: ChannelID) throws {
        beginWriting()
        try OrderRows.put(connection, channel: try number(of: channel), order)
        if let lookAt = order.lookAt { noteAttention(channel, at: lookAt) }
    }

    func deleteOrders(of channel: ChannelID) throws -> Int {
        guard let number = try state.channel(channel)?.number else { return 0 }
        beginWriting()
        return try OrderRows.deleteAll(connection, channel: number)
    }

    func orderReturn(_ returnId: String) throws -> Return? {
        try ReturnRows.find(connection, tenant: state.number, returnId)
    }

    func put(_ orderReturn: Return) throws {
        beginWriting()
        if try ReturnRows.update(connection, tenant: state.number, orderReturn) { return }
        try ReturnRows.insert(
            connection,
            number: try state.nextNumber(in: .returns),
            tenant: state.number,
            channel: try orderReturn.channelId.map { try memory.name($0.value) },
            orderReturn
        )
    }

    func eraseReturnNotes(of channel: ChannelID, orderIds: [Int64]?) throws -> Int {
        guard let name = try memory.knownName(channel.value) else { return 0 }
        beginWriting()
        return try erasing {
            guard let orderIds else {
                return try ReturnRows.eraseNotes(connection, tenant: state.number, channel: name)
            }
            return try orderIds.reduce(0) { erased, order in
                try erased
                    + ReturnRows.eraseNotes(
                        connection,
                        tenant: state.number,
                        channel: name,
                        order: String(order)
                    )
            }
        }
    }
}
