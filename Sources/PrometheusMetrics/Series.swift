import Synchronization

/// One line, or for a histogram a few lines, of the exposition: a metric under one set of labels.
///
/// Recording touches atomics only. A scrape reads them one after another, so a histogram scraped in the middle of an
/// observation may lack it in `_sum` and have it in a bucket; the next scrape has both.
enum Series: Sendable {
    case counter(CounterSeries)
    case gauge(GaugeSeries)
    case histogram(HistogramSeries)

    var kind: MetricKind {
        switch self {
        case .counter: .counter
        case .gauge: .gauge
        case .histogram: .histogram
        }
    }
}

/// The word of the `# TYPE` line.
enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// A sum that only rises (or starts again at 0).
final class CounterSeries: Sendable {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func add(_ amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// A value that goes up and down.
final class GaugeSeries: Sendable {
    private let number = AtomicDouble()

    var value: Double { number.value }

    func set(_ value: Double) { number.set(value) }

    func add(_ amount: Double) { number.add(amount) }
}

/// How many observations fell into each range, and their sum.
final class HistogramSeries: Sendable {
    /// The upper, inclusive bounds of the buckets, rising; what is above the last goes into one more bucket.
    let bounds: [Double]
    private let buckets: [CounterSeries]
    private let total = AtomicDouble()

    init(bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in CounterSeries() }
    }

    var sum: Double { total.value }

    /// Observations of each bucket alone, not cumulated; one more than there are bounds.
    var counts: [Int64] { buckets.map(\.value) }

    /// A value that is not a number is no observation.
    func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var bucket = 0
        // A handful of bounds: a scan is faster than a search.
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        buckets[bucket].add(1)
        total.add(value)
    }
}

/// A `Double` that several threads may change at once.
private final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var held = bits.load(ordering: .relaxed)
        while true {
            let (exchanged, original) = bits.weakCompareExchange(
                expected: held,
                desired: (Double(bitPattern: held) + amount).bitPattern,
                ordering: .relaxed
            )
            if exchanged { return }
            held = original
        }
    }
}
