import Foundation

/// Draws an `OversellTable`: units oversold and sales lost, each over the delay of webhooks.
package struct OversellPlot: Sendable {
    private let table: OversellTable

    private static let (width, height) = (860.0, 420.0)
    private static let (left, top, plotWidth, plotHeight, gap) = (56.0, 56.0, 330.0, 250.0, 80.0)
    /// Of the Okabe-Ito palette: told apart by people who see colours differently.
    private static let colours = ["#0072B2", "#56B4E9", "#D55E00", "#CC79A7", "#E69F00", "#999999"]

    package init(_ table: OversellTable) {
        self.table = table
    }

    package var svg: String {
        let panels = [
            panel("Units oversold per 10,000 orders", at: Self.left) { $0.oversoldPer10k },
            panel("Sales lost to caution per 10,000 orders", at: Self.left + Self.plotWidth + Self.gap) {
                $0.lostPer10k
            },
        ]
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
            font-family="system-ui, sans-serif" font-size="12" role="img" \
            aria-label="Units oversold and sales lost to caution, by strategy and webhook delay">
            <rect width="100%" height="100%" fill="#ffffff"/>
            \(panels.joined(separator: "\n"))
            \(legend)
            </svg>

            """
    }

    private func panel(_ title: String, at left: Double, _ value: (RushOutcome) -> Double) -> String {
        let highest = max(table.outcomes.map(value).max() ?? 0, 10)
        let step = Self.step(for: highest)
        let ceiling = (highest / step).rounded(.up) * step
        var parts = [text(title, left, Self.top - 22, weight: "bold")]
        for mark in stride(from: 0, through: ceiling, by: step) {
            let y = Self.top + Self.plotHeight * (1 - mark / ceiling)
            parts.append(
                ##"<line x1="\##(n(left))" y1="\##(n(y))" x2="\##(n(left + Self.plotWidth))" y2="\##(n(y))" stroke="#dddddd"/>"##
            )
            parts.append(text("\(Int(mark))", left - 6, y + 4, anchor: "end"))
        }
        for delay in OversellTable.delays {
            let label = OversellTable.seconds(delay)
            parts.append(text(label, x(delay, left), Self.top + Self.plotHeight + 18, anchor: "middle"))
        }
        parts.append(
            text(
                "median webhook delay, s",
                left + Self.plotWidth / 2,
                Self.top + Self.plotHeight + 36,
                anchor: "middle"
            )
        )
        for (place, strategy) in table.strategies.enumerated() {
            let points = OversellTable.delays.compactMap { delay in
                table.outcome(strategy, delay: delay).map { outcome in
                    (x(delay, left), Self.top + Self.plotHeight * (1 - value(outcome) / ceiling))
                }
            }
            let path = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
            let colour = Self.colours[place % Self.colours.count]
            parts.append(##"<polyline points="\##(path)" fill="none" stroke="\##(colour)" stroke-width="2"/>"##)
            parts += points.map { ##"<circle cx="\##(n($0.0))" cy="\##(n($0.1))" r="3" fill="\##(colour)"/>"## }
        }
        return parts.joined(separator: "\n")
    }

    private var legend: String {
        table.strategies.enumerated().map { place, strategy in
            let x = Self.left + Double(place % 3) * 260
            let y = Self.height - 40 + Double(place / 3) * 20
            let colour = Self.colours[place % Self.colours.count]
            return ##"<rect x="\##(n(x))" y="\##(n(y - 9))" width="14" height="10" fill="\##(colour)"/>"##
                + text(strategy.name, x + 20, y)
        }
        .joined(separator: "\n")
    }

    /// Delays lie apart as their logarithms do.
    private func x(_ delay: Double, _ left: Double) -> Double {
        let first = log(OversellTable.delays.first ?? 1)
        let last = log(OversellTable.delays.last ?? 1)
        return left + 12 + (Self.plotWidth - 24) * (log(delay) - first) / max(last - first, 1)
    }

    private static func step(for highest: Double) -> Double {
        let power = pow(10, (log10(highest) - 0.3).rounded(.down))
        return [1, 2, 5].map { $0 * power }.first { highest / $0 <= 6 } ?? 10 * power
    }

    private func text(
        _ words: String,
        _ x: Double,
        _ y: Double,
        anchor: String = "start",
        weight: String = "normal"
    ) -> String {
        ##"<text x="\##(n(x))" y="\##(n(y))" text-anchor="\##(anchor)" font-weight="\##(weight)" fill="#222222">\##(words)</text>"##
    }

    private func n(_ value: Double) -> String { String(format: "%.1f", value) }
}
