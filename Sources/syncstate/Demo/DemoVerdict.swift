import NIOConcurrencyHelpers

/// How a demo went, to be said when the terminal is free again.
final class DemoVerdict: Sendable {
    private struct State {
        var totals: DemoModel.Totals?
        var error: (any Error)?
        /// Channels that show another count than they should, in words; nil when nobody looked.
        var disagreements: [String]?
    }

    private let state = NIOLockedValueBox(State())

    func ended(_ totals: DemoModel.Totals) {
        state.withLockedValue { $0.totals = totals }
    }

    func fail(_ error: any Error) {
        state.withLockedValue { $0.error = error }
    }

    func judge(_ disagreements: [String]) {
        state.withLockedValue { $0.disagreements = disagreements }
    }

    /// Prints the sums, and throws what went wrong.
    func deliver() throws {
        let state = state.withLockedValue { $0 }
        if let error = state.error { throw error }
        if let totals = state.totals {
            StandardOutput.print(
                "\(totals.deliveries) webhooks came in (\(totals.repeats) of them repeats), \(totals.changes) changed"
                    + " counts, and channels were told \(totals.told) counts."
            )
            StandardOutput.print(
                "\(totals.echoes) echoes of our own writes were known, \(totals.stale) writes were refused as stale and"
                    + " corrected, \(totals.scenes) scenes were played."
            )
        }
        if let failed = state.totals?.failedScenes, failed > 0 {
            throw CommandFailure("\(failed) scenes did not go as they should")
        }
        guard let disagreements = state.disagreements else { return }
        guard disagreements.isEmpty else {
            throw CommandFailure("not every channel shows the right count: \(disagreements.joined(separator: "; "))")
        }
        StandardOutput.print("Every channel shows the right counts, and nothing is unexplained.")
    }
}
