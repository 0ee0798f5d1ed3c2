import Inventory
import JSONPull
import Sync

extension JSONWriter {
    mutating func value(_ alert: Alert) {
        object { json in
            json.member("alertId", alert.alertId)
            json.member("type", alert.key.type.rawValue)
            json.member("severity", alert.severity.rawValue)
            json.member("sku", alert.key.sku?.value)
            json.member("channelId", alert.key.channelId?.value)
            json.member("message", alert.message)
            json.member("timestamp", alert.timestamp)
            json.member("lastSeen", alert.lastSeen)
            json.member("occurrences", alert.occurrences)
            json.member("read", alert.read)
            json.member("state", alert.state.rawValue)
        }
    }

    /// `{open:{total, bySeverity, byType}, unread:{…}}`; what counts nothing is 0, not left out.
    mutating func value(_ summary: AlertSummary) {
        object { json in
            json.member("open", summary.groups.filter { $0.state == .open })
            json.member("unread", summary.groups.filter { !$0.read })
        }
    }

    private mutating func member(_ name: String, _ groups: [AlertSummary.Group]) {
        member(name) { json in
            json.member("total", groups.reduce(0) { $0 + $1.rows })
            json.member("bySeverity") { json in
                for severity in AlertSeverity.allCases {
                    json.member(
                        severity.rawValue,
                        groups.reduce(0) { $1.type.severity == severity ? $0 + $1.rows : $0 }
                    )
                }
            }
            json.member("byType") { json in
                for type in AlertType.allCases {
                    json.member(type.rawValue, groups.reduce(0) { $1.type == type ? $0 + $1.rows : $0 })
                }
            }
        }
    }
}
