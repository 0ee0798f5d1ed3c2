package enum AlertType: String, Sendable, CaseIterable {
    case stockLow = "stock_low"
    case stockOut = "stock_out"
    case oversold
    case returnReceived = "return_received"
    case returnDamaged = "return_damaged"
    case unknownSKU = "unknown_sku"
    case driftAdopted = "drift_adopted"
    case driftCorrected = "drift_corrected"
    case contested
    case duplicateSKU = "duplicate_sku"
    case syncFailed = "sync_failed"
    case syncStalled = "sync_stalled"
    case channelPaused = "channel_paused"
    case webhookQuarantined = "webhook_quarantined"

    package var severity: AlertSeverity {
        switch self {
        case .oversold, .channelPaused, .contested, .syncStalled: .critical
        case .stockLow, .stockOut, .returnDamaged, .unknownSKU, .driftCorrected, .duplicateSKU, .syncFailed,
            .webhookQuarantined:
            .warning
        case .returnReceived, .driftAdopted: .info
        }
    }
}

package enum AlertSeverity: String, Sendable, CaseIterable {
    case info, warning, critical
}

/// What an alert is about; at most one is open for each.
package struct AlertKey: Hashable, Sendable {
    package let type: AlertType
    package let sku: SKU?
    package let channelId: ChannelID?

    package init(type: AlertType, sku: SKU? = nil, channelId: ChannelID? = nil) {
        self.type = type
        self.sku = sku
        self.channelId = channelId
    }
}

package struct Alert: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case open, resolved
    }

    package let alertId: String
    package let key: AlertKey
    package var message: String
    /// When it was first raised.
    package let timestamp: Timestamp
    package var lastSeen: Timestamp
    package var occurrences: Int64
    /// The merchant's mark, apart from `state`.
    package var read: Bool
    package var state: State

    package init(
        alertId: String,
        key: AlertKey,
        message: String,
        timestamp: Timestamp,
        lastSeen: Timestamp,
        occurrences: Int64 = 1,
        read: Bool = false,
        state: State = .open
    ) {
        self.alertId = alertId
        self.key = key
        self.message = message
        self.timestamp = timestamp
        self.lastSeen = lastSeen
        self.occurrences = occurrences
        self.read = read
        self.state = state
    }

    package var severity: AlertSeverity { key.type.severity }

    /// A new crossing within this time reopens the row instead of writing another.
    package static let reopenMilliseconds: Int64 = 24 * 3600 * 1000

    /// The row after its cause was seen (again) at `now`, or nil when a new row is due: nothing to reopen.
    package static func raised(_ latest: Alert?, message: String, at now: Timestamp) -> Alert? {
        guard var alert = latest else { return nil }
        switch alert.state {
        case .open: break
        case .resolved:
            guard now.milliseconds(since: alert.lastSeen) < reopenMilliseconds else { return nil }
            alert.state = .open
            alert.read = false
        }
        alert.message = message
        alert.occurrences += 1
        alert.lastSeen = max(alert.lastSeen, now)
        return alert
    }
}
