import CoreMetrics
import Inventory

/// Counts what commits did. Counted here and not in the steps, for a step may run more than once before it commits.
package final class CommitMetrics: CommitObserver {
    private let levels = Counter(label: "syncstate_level_changes_total")
    private let alerts = Dictionary(
        uniqueKeysWithValues: AlertType.allCases.map {
            ($0, Counter(label: "syncstate_alerts_total", dimensions: [("type", $0.rawValue)]))
        }
    )

    package init() {}

    package func committed(_ notice: CommitNotice) {
        var changed = 0
        for event in notice.events {
            switch event {
            case .inventory: changed += 1
            case .alert(let alert) where alert.state == .open: alerts[alert.key.type]?.increment()
            case .alert, .broadcast, .channel, .buffers, .item: break
            }
        }
        if changed > 0 { levels.increment(by: changed) }
    }
}
