/// What `register` and `verify` print of one shop.
struct ShopReport: Encodable, Sendable {
    let channelId: String
    let dryRun: Bool
    let uri: String
    let steps: [SubscriptionReport.Step]
    let mandatoryTopics: [String]
    let notes: [String]
    @NullEncoded var ping: DoorTest?

    init(_ channelId: String, _ report: SubscriptionReport, dryRun: Bool, ping: DoorTest? = nil) {
        self.channelId = channelId
        self.dryRun = dryRun
        uri = report.uri
        steps = report.steps
        mandatoryTopics = report.mandatoryTopics
        notes = report.notes
        _ping = NullEncoded(wrappedValue: ping)
    }

    /// `words` says in one word what a step was, is or would be.
    static func show(
        _ reports: [ShopReport],
        json: Bool,
        _ words: (SubscriptionReport.Step) -> String
    ) throws {
        if json { return try JSONOutput.print(reports) }
        for report in reports {
            StandardOutput.print("\(report.channelId) → \(report.uri)")
            Table.print(
                heads: ["TOPIC", "", ""],
                report.steps.map { [$0.topic, words($0), $0.remark] }
            )
            for note in report.notes { StandardOutput.print("Note: \(note).") }
            if let ping = report.ping { StandardOutput.print(ping.line) }
            StandardOutput.print(
                "\(report.mandatoryTopics.joined(separator: ", ")): only the app's configuration or settings at Shopify can"
                    + " ask for these (webhooks/shopify.app.toml)."
            )
        }
    }
}

extension SubscriptionReport.Step {
    var plannedWords: String {
        switch action {
        case "create": "would be created"
        case "update": "would be mended"
        case "delete": "would be taken away"
        default: foundWords
        }
    }

    var doneWords: String {
        if failure != nil { return "FAILED" }
        return switch action {
        case "create": "created"
        case "update": "mended"
        case "delete": "taken away"
        default: foundWords
        }
    }

    var foundWords: String {
        switch action {
        case "keep": "ok"
        case "create": "MISSING"
        case "update": "WRONG"
        case "stale", "delete": "of no use"
        default: "somebody else's"
        }
    }

    /// What is wrong, or where it leads.
    fileprivate var remark: String {
        if let failure { return failure }
        var remark = reasons.joined(separator: "; ")
        if ["stale", "foreign", "delete"].contains(action), let subscription {
            remark += (remark.isEmpty ? "" : ": ") + subscription.uri
        }
        return action == "stale" ? "\(remark) (register --prune takes it away)" : remark
    }
}

extension DoorTest {
    fileprivate var line: String {
        guard arrived else { return "Test delivery: did not arrive: \(reason ?? "nobody knows why")" }
        return "Test delivery: arrived, signature good, in \(milliseconds ?? 0) ms."
    }
}
