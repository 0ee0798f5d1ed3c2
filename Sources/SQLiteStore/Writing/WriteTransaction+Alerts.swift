import Inventory
import Sync

extension WriteTransaction {
    func latestAlert(_ key: AlertKey) throws -> Alert? {
        var channel: Int64 = 0
        if let channelId = key.channelId {
            guard let name = try memory.knownName(channelId.value) else { return nil }
            channel = name
        }
        return try AlertRows.latest(connection, tenant: state.number, key, channel: channel)
    }

    func alert(_ alertId: String) throws -> Alert? {
        try AlertRows.find(connection, tenant: state.number, alertId)
    }

    func put(_ alert: Alert) throws {
        beginWriting()
        if try AlertRows.update(connection, tenant: state.number, alert) { return }
        try AlertRows.insert(
            connection,
            number: try state.nextNumber(in: .alerts),
            tenant: state.number,
            channel: try alert.key.channelId.map { try memory.name($0.value) } ?? 0,
            alert
        )
    }

    func markAlertsRead(_ filter: AlertFilter) throws -> Int {
        if filter.unread == false { return 0 }
        guard let bounds = try AlertBounds(filter, connection, tenant: state.number) else { return 0 }
        beginWriting()
        return try AlertRows.markRead(connection, in: RowNumber.range(of: state.number), bounds)
    }
}
