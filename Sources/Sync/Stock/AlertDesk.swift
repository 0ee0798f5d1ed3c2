package import Inventory

/// Raises and resolves alerts in the commit of their cause. Source: domain.md section 8.
package struct AlertDesk {
    private let tx: any StoreTransaction

    package init(_ tx: any StoreTransaction) {
        self.tx = tx
    }

    /// A repeat counts up, a new crossing within 24 hours reopens the row, else a new row begins.
    package func raise(_ key: AlertKey, _ message: String) throws {
        let alert =
            Alert.raised(try tx.latestAlert(key), message: message, at: tx.now)
            ?? Alert(alertId: tx.newID(), key: key, message: message, timestamp: tx.now, lastSeen: tx.now)
        try tx.put(alert)
        tx.emit(.alert(alert))
    }

    package func resolve(_ key: AlertKey) throws {
        guard var alert = try tx.latestAlert(key), alert.state == .open else { return }
        alert.state = .resolved
        alert.lastSeen = max(alert.lastSeen, tx.now)
        try tx.put(alert)
        tx.emit(.alert(alert))
    }
}
