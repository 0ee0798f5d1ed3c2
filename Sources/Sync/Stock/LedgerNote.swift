import Inventory

/// Why units moved, in words for the merchant who reads the ledger.
enum LedgerNote {
    /// Units came under suspicion of being sold (above 0) or left it, after `channel` showed `available`.
    static func shown(_ available: Int64, by channel: ChannelID, suspense units: Int64) -> String {
        units > 0
            ? "\(channel) shows \(available): \(pieces(units)) seem sold there and are kept back until an order explains it"
            : "\(channel) shows \(available): \(pieces(-units)) are no longer in doubt"
    }

    /// An order or refund that explains what the channel showed before it came; nil when it explains nothing.
    static func explains(suspense units: Int64, on channel: ChannelID) -> String? {
        if units < 0 { return "explains \(pieces(-units)) that \(channel) had shown as sold already" }
        if units > 0 {
            return
                "\(channel) showed its count without \(pieces(units)) that came back: they are kept back until it is clear"
        }
        return nil
    }

    static func writeEnded(on channel: ChannelID, suspense units: Int64) -> String {
        units > 0
            ? "\(channel) has been told its count and showed less meanwhile: \(pieces(units)) seem sold there"
            : "what became of the count that \(channel) was told is known: \(pieces(-units)) are no longer in doubt"
    }

    /// Why what a channel showed no longer counts.
    enum Forgetting {
        case notStocked, carriedByAnother, deleted
    }

    static func forgotten(_ units: Int64, on channel: ChannelID, _ reason: Forgetting) -> String {
        let cause =
            switch reason {
            case .notStocked: "\(channel) no longer stocks this item"
            case .carriedByAnother: "it is no longer the same item of \(channel) that carries this SKU"
            case .deleted: "\(channel) was deleted"
            }
        return "\(cause): \(pieces(abs(units))) that seemed sold there are no longer kept back"
    }

    static func adopted(_ units: Int64, shown: Int64, by channel: ChannelID) -> String {
        units > 0
            ? "\(channel) shows \(shown), \(pieces(units)) more than orders explain: taken over as the merchant's own change"
            : "\(channel) shows \(shown), \(pieces(-units)) fewer than orders explain: taken over as the merchant's own change"
    }

    static func overruled(shown: Int64, by channel: ChannelID) -> String {
        "\(channel) shows \(shown), which no order explains: our count stands and is written back"
    }

    static func cancelledOut(on channel: ChannelID) -> String {
        "what \(channel) showed as sold and what it showed as added were the same units"
    }

    static func resolved(_ take: ContestedCommands.Take, on channel: ChannelID) -> String {
        switch take {
        case .ours: "a person decided that our count stands: it is written to \(channel)"
        case .theirs: "a person decided that the count of \(channel) is right: it is taken over"
        }
    }

    private static func pieces(_ units: Int64) -> String {
        units == 1 ? "1 unit" : "\(units) units"
    }
}
