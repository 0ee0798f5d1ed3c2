/// Three rows about how long answers take.
enum LatencyRows {
    static let fractions = [
        (name: "p50", fraction: 0.5), (name: "p99", fraction: 0.99), (name: "p99.9", fraction: 0.999),
    ]

    /// Each figure is the median of the rounds' own percentiles. `limits` goes by the percentile's name.
    static func rows(
        id: String,
        ours: [LoadResult],
        reference: [LoadResult],
        limits: [String: Limit]
    ) -> [Row] {
        fractions.map { name, fraction in
            Row(
                id: "\(id).\(name)",
                what: "… answer, \(name)",
                unit: .seconds,
                ours: ours.map { $0.latency(fraction) }.median,
                reference: reference.map { $0.latency(fraction) }.median,
                limit: limits[name]
            )
        }
    }
}
