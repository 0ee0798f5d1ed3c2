package import CoreMetrics

/// The labels of swift-metrics become names as Prometheus has them: counters end in `_total`, timers in `_seconds`.
///
/// A counter, gauge or recorder with the same label and dimensions is the same series wherever it is made.
extension PrometheusRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = MetricName.suffixed(MetricName.sanitised(label), "_total")
        let labels = Labels(dimensions)
        return CounterHandle(name: name, labels: labels, series: counter(name, labels))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gaugeHandle(label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gaugeHandle(label, dimensions) }
        let name = MetricName.sanitised(label)
        let labels = Labels(dimensions)
        return HistogramHandle(name: name, labels: labels, series: sizeHistogram(name, labels))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = MetricName.suffixed(MetricName.sanitised(label), "_seconds")
        let labels = Labels(dimensions)
        return HistogramHandle(name: name, labels: labels, series: secondsHistogram(name, labels))
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func gaugeHandle(_ label: String, _ dimensions: [(String, String)]) -> GaugeHandle {
        let name = MetricName.sanitised(label)
        let labels = Labels(dimensions)
        return GaugeHandle(name: name, labels: labels, series: gauge(name, labels))
    }

    private func destroy(_ handler: AnyObject) {
        // A handler of another factory is none of ours to destroy.
        guard let handle = handler as? any Handle else { return }
        remove(handle.name, handle.labels)
    }
}

/// What swift-metrics holds of a series.
private protocol Handle: AnyObject, Sendable {
    var name: String { get }
    var labels: Labels { get }
}

private final class CounterHandle: Handle, CounterHandler {
    let name: String
    let labels: Labels
    private let series: CounterSeries

    init(name: String, labels: Labels, series: CounterSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func increment(by amount: Int64) { series.add(amount) }

    func reset() { series.reset() }
}

private final class GaugeHandle: Handle, MeterHandler, RecorderHandler {
    let name: String
    let labels: Labels
    private let series: GaugeSeries

    init(name: String, labels: Labels, series: GaugeSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func set(_ value: Int64) { series.set(Double(value)) }

    func set(_ value: Double) { series.set(value) }

    func increment(by amount: Double) { series.add(amount) }

    func decrement(by amount: Double) { series.add(-amount) }

    func record(_ value: Int64) { series.set(Double(value)) }

    func record(_ value: Double) { series.set(value) }
}

private final class HistogramHandle: Handle, RecorderHandler, TimerHandler {
    let name: String
    let labels: Labels
    private let series: HistogramSeries

    init(name: String, labels: Labels, series: HistogramSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func record(_ value: Int64) { series.observe(Double(value)) }

    func record(_ value: Double) { series.observe(value) }

    func recordNanoseconds(_ duration: Int64) { series.observe(Double(duration) / 1_000_000_000) }
}
