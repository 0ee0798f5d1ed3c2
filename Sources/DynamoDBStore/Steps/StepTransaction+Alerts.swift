import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func latestAlert(_ key: AlertKey) throws -> Alert? {
        guard let place = try rows.read(AlertKeys.latest(tenant, key)).map({ try $0.text("place") }) else { return nil }
        return try rows.read(alerts.place.row(place)).map(Alert.init)
    }

    func alert(_ alertId: String) throws -> Alert? { try alerts.find(alertId).map { try Alert($0.item) } }

    func put(_ alert: Alert) throws {
        let (key, isNew) = try alerts.put(alert.alertId, alert.item(tenant))
        if isNew {
            let latest = AlertKeys.latest(tenant, alert.key)
            _ = try rows.read(latest)
            try rows.write(latest, ["place": .string(key.sort)])
        }
        rows.writeBlindly(AlertKeys.live(tenant).row(key.sort), AlertKeys.liveItem(alert))
    }

    func markAlertsRead(_ filter: AlertFilter) throws -> Int {
        if filter.unread == false { return 0 }
        var marked = 0
        for (pointer, live) in try rows.range(AlertKeys.live(tenant)) where live["read"]?.bool == false {
            let key = alerts.place.row(pointer.sort)
            guard let item = try rows.read(key) else { continue }
            var alert = try Alert(item)
            guard !alert.read, filter.wants(alert) else { continue }
            alert.read = true
            try rows.write(key, alert.item(tenant))
            rows.writeBlindly(pointer, AlertKeys.liveItem(alert))
            marked += 1
        }
        return marked
    }

    private var alerts: Chronicle { Chronicle(self, .alerts) }
}

enum AlertKeys {
    /// Points to the newest alert about something.
    static func latest(_ tenant: TenantID, _ key: AlertKey) -> RowKey {
        let channel = key.channelId?.value ?? ""
        return RowKey(.alerts, "\(tenant)/latest/\(key.type.rawValue)/\(channel)/\(key.sku?.value ?? "")")
    }

    /// What is open or unread, by its place in the list: for the summary, and to be marked as read.
    static func live(_ tenant: TenantID) -> PartitionKey {
        PartitionKey(table: .alerts, partition: "\(tenant)/live")
    }

    /// Nil for what is neither.
    static func liveItem(_ alert: Alert) -> Item? {
        guard alert.state == .open || !alert.read else { return nil }
        var item: Item = [:]
        item.set("type", alert.key.type.rawValue)
        item.set("state", alert.state.rawValue)
        item.set("read", alert.read)
        return item
    }
}

extension AlertFilter {
    func wants(_ alert: Alert) -> Bool {
        (unread ?? !alert.read) == !alert.read
            && (severity ?? alert.severity) == alert.severity
            && (type ?? alert.key.type) == alert.key.type
            && (sku == nil || sku == alert.key.sku)
            && (channel == nil || channel == alert.key.channelId)
            && (state ?? alert.state) == alert.state
    }
}
