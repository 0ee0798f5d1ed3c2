import Foundation

/// Rushes under every strategy and several delays of webhooks.
package struct OversellTable: Sendable {
    package let options: RushOptions
    package private(set) var outcomes: [RushOutcome] = []

    /// How long half of the webhooks take, in seconds.
    package static let delays: [Double] = [0.5, 1, 2, 5, 10, 30]

    package init(_ options: RushOptions) {
        self.options = options
    }

    /// Plays `strategy` under `delay`.
    package mutating func measure(_ strategy: RushStrategy, delay: Double) async throws -> RushOutcome {
        var options = options
        options.delaySeconds = delay
        let outcome = try await Oversell().measure(strategy, options)
        outcomes.append(outcome)
        return outcome
    }

    func outcome(_ strategy: RushStrategy, delay: Double) -> RushOutcome? {
        outcomes.first { $0.strategy == strategy && $0.options.delaySeconds == delay }
    }

    var strategies: [RushStrategy] { RushStrategy.all.filter { one in outcomes.contains { $0.strategy == one } } }

    /// For a terminal: units oversold / sales lost to caution, per 10,000 orders.
    package var text: String {
        let head = "median webhook delay".padded(28) + Self.delays.map { "\(Self.seconds($0)) s".padded(14) }.joined()
        let rows = strategies.map { strategy in
            strategy.name.padded(28)
                + Self.delays.map { delay in
                    guard let outcome = outcome(strategy, delay: delay) else { return "-".padded(14) }
                    return "\(Self.rounded(outcome.oversoldPer10k)) / \(Self.rounded(outcome.lostPer10k))".padded(14)
                }
                .joined()
        }
        return ([head] + rows).joined(separator: "\n")
    }

    static func seconds(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
    static func rounded(_ value: Double) -> String { "\(Int(value.rounded()))" }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
