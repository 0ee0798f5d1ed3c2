import Foundation
import Inventory

/// One event of the demo in words.
struct DemoWords {
    let event: DemoModel.Event

    /// Of the day, in UTC as everywhere.
    var time: String { String(event.time.iso8601.dropFirst(11).prefix(8)) }

    var source: String { event.delivery?.channel ?? "" }

    /// The webhook's topic; without one, what moved in the ledger's words.
    var what: String {
        switch (event.delivery?.topic, event.cause) {
        case ("inventory_levels/update"?, "suspense"): "level: seems sold"
        case (let topic?, _): topic
        case (nil, "adopted"): "edit in the shop, adopted"
        case (nil, "suspense"): "level: seems sold"
        case (nil, let cause): cause
        }
    }

    var answered: String? { event.delivery.map { "answered in \(Self.text($0.took))" } }

    var told: String? {
        guard !event.tellings.isEmpty else { return nil }
        let several = event.changes.count > 1
        return event.tellings.map { telling in
            "\(telling.channel) \(several ? "\(telling.sku) " : "")\(telling.count) in \(Self.text(telling.after))"
        }.joined(separator: " · ")
    }

    /// All of it, for where nothing is redrawn.
    var line: String {
        let changes = event.changes.map { "\($0.sku) \($0.before) → \($0.after)" }.joined(separator: ", ")
        let origin = source.isEmpty ? what : "\(source) \(what)"
        return (["\(time) \(origin): \(changes)", answered, told.map { "told \($0)" }] as [String?])
            .compactMap(\.self).joined(separator: "; ")
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        return milliseconds < 9.95 ? String(format: "%.1f ms", milliseconds) : String(format: "%.0f ms", milliseconds)
    }
}
