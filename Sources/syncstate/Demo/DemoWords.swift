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

    /// Channel by channel, the counts in the order of the changes.
    var told: String? {
        var channels: [String] = []
        for telling in event.tellings where !channels.contains(telling.channel) { channels.append(telling.channel) }
        guard !channels.isEmpty else { return nil }
        return channels.map { channel in
            let tellings = event.tellings.filter { $0.channel == channel }
            let counts = event.changes.compactMap { change in tellings.first { $0.sku == change.sku }?.count }
            let slowest = tellings.map(\.after).max() ?? .zero
            return "\(channel) \(counts.map { "\($0)" }.joined(separator: " ")) in \(Self.text(slowest))"
        }.joined(separator: " · ")
    }

    /// All of it, for where nothing is redrawn.
    var line: String {
        let changes = event.changes.map { change in
            change.before == change.after
                ? "\(change.sku) \(change.after) already seen" : "\(change.sku) \(change.before) → \(change.after)"
        }.joined(separator: ", ")
        let origin = source.isEmpty ? what : "\(source) \(what)"
        return (["\(time) \(origin): \(changes)", answered, told.map { "told \($0)" }] as [String?])
            .compactMap(\.self).joined(separator: "; ")
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        return milliseconds < 9.95 ? String(format: "%.1f ms", milliseconds) : String(format: "%.0f ms", milliseconds)
    }
}
