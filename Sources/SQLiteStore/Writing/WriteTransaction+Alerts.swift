import Inventory
import Sync

extension WriteTransaction {
    func latestAlert(_ key: AlertKey) throws -> Alert? {
        var (level, channel): (Int64, Int64) = (0, 0)
        if let sku = key.sku {
            guard let entry = try memory.entry(sku, of: state) else { return nil }
            level = entry.number
        }
        if let channelId = key.channelId {
            guard let name = try memory.knownName(channelId.value) else { return nil }
            channel = name
        }
        return try AlertRows.latest(connection, tenant: state.number, key, level: level, channel: channel)
    }

    func alert(_ alertId: String) throws -> Alert? {
        try memory.flush()
        return try AlertRows.find(connection, tenant: state.number, alertId)
    }

    func put(_ alert: Alert) throws {
        beginWriting()
        if try AlertRows.update(connection, tenant: state.number, alert) { return }
        try AlertRows.insert(
            connection,
            number: try state.nextNumber(in: .alerts),
            tenant: state.number,
            level: try alert.key.sku.map { try memory.madeEntry($0, of: state).number } ?? 0,
            channel: try alert.key.channelId.map { try memory.name($0.value) } ?? 0,
            alert
        )
    }

    func markAlertsRead(_ filter: AlertFilter) throws -> Int {
        if filter.unread == false { return 0 }
        try memory.flush()
        guard let bounds = try AlertBounds(filter, connection, tenant: state.number) else { return 0 }
        beginWriting()
        return try AlertRows.markRead(connection, in: RowNumber.range(ofTenant: state.number), bounds)
    }
}
