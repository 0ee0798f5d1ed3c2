import NIOConcurrencyHelpers

/// Holds every series of this process and writes them in Prometheus' text format.
///
/// It is bounded: a metric has at most `maximumSeries` sets of labels; what would be one more is counted under the label
/// value `_other`. A metric that is asked for as two kinds keeps its first; the second is recorded but never shown. Both
/// are themselves counted in `metrics_rejected_total`.
package final class PrometheusRegistry: Sendable {
    struct Family {
        let kind: MetricKind
        var series: [Labels: Series] = [:]
    }

    /// The upper bounds of histograms.
    package struct Buckets: Sendable {
        /// Of timers, in seconds.
        package var seconds: [Double]
        /// Of recorders, in whatever they count.
        package var sizes: [Double]

        package static let standard = Buckets(
            seconds: [
                0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
            ],
            sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]
        )
    }

    static let rejectedName = "metrics_rejected_total"

    private let buckets: Buckets
    private let maximumSeries: Int
    private let help: [String: String]
    private let families = NIOLockedValueBox<[String: Family]>([:])
    private let rejected = CounterSeries()

    /// `help` gives the texts of `# HELP` lines by the metrics' full names.
    package init(buckets: Buckets = .standard, maximumSeries: Int = 1000, help: [String: String] = [:]) {
        self.buckets = buckets
        self.maximumSeries = maximumSeries
        self.help = help
    }

    func counter(_ name: String, _ labels: Labels) -> CounterSeries {
        let fresh = Series.counter(CounterSeries())
        guard case .counter(let series) = find(name, labels, orAdd: fresh) else { return CounterSeries() }
        return series
    }

    func gauge(_ name: String, _ labels: Labels) -> GaugeSeries {
        let fresh = Series.gauge(GaugeSeries())
        guard case .gauge(let series) = find(name, labels, orAdd: fresh) else { return GaugeSeries() }
        return series
    }

    func secondsHistogram(_ name: String, _ labels: Labels) -> HistogramSeries {
        histogram(name, labels, buckets.seconds)
    }

    func sizeHistogram(_ name: String, _ labels: Labels) -> HistogramSeries {
        histogram(name, labels, buckets.sizes)
    }

    private func histogram(_ name: String, _ labels: Labels, _ bounds: [Double]) -> HistogramSeries {
        let fresh = Series.histogram(HistogramSeries(bounds: bounds))
        guard case .histogram(let series) = find(name, labels, orAdd: fresh) else {
            return HistogramSeries(bounds: bounds)
        }
        return series
    }

    /// Nil if `name` is of another kind.
    private func find(_ name: String, _ labels: Labels, orAdd fresh: Series) -> Series? {
        families.withLockedValue { families in
            var family = families[name] ?? Family(kind: fresh.kind)
            guard family.kind == fresh.kind else {
                rejected.add(1)
                return nil
            }
            var labels = labels
            if family.series[labels] == nil, family.series.count >= maximumSeries {
                rejected.add(1)
                labels = labels.overflow
            }
            if let held = family.series[labels] { return held }
            family.series[labels] = fresh
            families[name] = family
            return fresh
        }
    }

    /// Takes a series out of the exposition; handles on it that live on are recorded but never shown.
    func remove(_ name: String, _ labels: Labels) {
        families.withLockedValue { families in
            families[name]?.series[labels] = nil
            if families[name]?.series.isEmpty == true { families[name] = nil }
        }
    }

    /// Everything, in order of names and labels.
    package func render() -> String {
        let families = families.withLockedValue { $0 }
        var text = ExpositionText(help: help)
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.append(name, family)
        }
        text.append(Self.rejectedName, Family(kind: .counter, series: [Labels([]): .counter(rejected)]))
        return text.text
    }
}
