package import Inventory

package enum AlertCommands {
    package static func markRead(_ context: CommandContext, alertId: String) throws -> Alert {
        guard var alert = try context.tx.alert(alertId) else {
            throw DomainError.notFound("There is no alert \(alertId)")
        }
        if !alert.read {
            alert.read = true
            try context.tx.put(alert)
            context.tx.emit(.alert(alert))
        }
        return alert
    }

    /// Answers how many were unread and are read now.
    package static func markRead(_ context: CommandContext, _ filter: AlertFilter) throws -> Int {
        try context.tx.markAlertsRead(filter)
    }
}
