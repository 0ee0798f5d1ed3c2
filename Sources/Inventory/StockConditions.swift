/// What holds of a level, each true or not by itself. Source: domain.md section 8.
package struct StockConditions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// `physical - reserved - suspense` at or below the threshold.
    package static let low = StockConditions(rawValue: 1)
    /// `physical - reserved - suspense` at or below 0.
    package static let out = StockConditions(rawValue: 2)
    /// `physical` below 0.
    package static let oversold = StockConditions(rawValue: 4)

    package static let all: [(condition: StockConditions, alert: AlertType)] = [
        (.low, .stockLow), (.out, .stockOut), (.oversold, .oversold),
    ]
}

extension Level {
    /// The conditions that hold now; none for untracked stock, of which nothing is known.
    package func holdingConditions(defaultThreshold: Int64) -> StockConditions {
        guard tracked else { return [] }
        var holding: StockConditions = []
        if available <= lowStockThreshold ?? defaultThreshold { holding.insert(.low) }
        if available <= 0 { holding.insert(.out) }
        if physical < 0 { holding.insert(.oversold) }
        return holding
    }
}
