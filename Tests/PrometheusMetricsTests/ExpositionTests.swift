import CoreMetrics
import Testing

@testable import PrometheusMetrics

@Suite struct ExpositionTests {
    private let registry = PrometheusRegistry()

    private func lines(of name: String) -> [String] {
        registry.render().split(separator: "\n").map(String.init).filter {
            $0.hasPrefix(name) || $0.hasPrefix("# TYPE \(name)") || $0.hasPrefix("# HELP \(name)")
        }
    }

    @Test func countersEndInTotalAndAddUp() {
        let counter = Counter(
            label: "syncstate.webhooks-received",
            dimensions: [("topic", "orders/create")],
            factory: registry
        )
        counter.increment()
        counter.increment(by: 41)
        Counter(label: "syncstate.webhooks-received", dimensions: [("topic", "refunds/create")], factory: registry)
            .increment()
        #expect(
            lines(of: "syncstate_webhooks_received") == [
                "# TYPE syncstate_webhooks_received_total counter",
                #"syncstate_webhooks_received_total{topic="orders/create"} 42"#,
                #"syncstate_webhooks_received_total{topic="refunds/create"} 1"#,
            ]
        )
    }

    @Test func aSeriesIsTheSameWhereverItIsMade() {
        Counter(label: "hits_total", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "hits_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(lines(of: "hits_total") == ["# TYPE hits_total counter", #"hits_total{a="1",b="2"} 2"#])
    }

    @Test func metersAndPlainRecordersAreGauges() {
        let meter = Meter(label: "backlog", factory: registry)
        meter.set(7)
        meter.increment(by: 0.5)
        Gauge(label: "age", factory: registry).record(-3)
        #expect(lines(of: "backlog") == ["# TYPE backlog gauge", "backlog 7.5"])
        #expect(lines(of: "age") == ["# TYPE age gauge", "age -3"])
    }

    @Test func timersAreHistogramsInSeconds() {
        let registry = PrometheusRegistry(buckets: .init(seconds: [0.001, 0.5], sizes: [1]))
        let timer = CoreMetrics.Timer(label: "commit", dimensions: [("store", "sqlite")], factory: registry)
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(250_000_000)
        timer.recordNanoseconds(2_000_000_000)
        #expect(
            registry.render().hasPrefix(
                """
                # TYPE commit_seconds histogram
                commit_seconds_bucket{store="sqlite",le="0.001"} 1
                commit_seconds_bucket{store="sqlite",le="0.5"} 2
                commit_seconds_bucket{store="sqlite",le="+Inf"} 3
                commit_seconds_sum{store="sqlite"} 2.251
                commit_seconds_count{store="sqlite"} 3

                """
            )
        )
    }

    @Test func recordersAreHistogramsWithoutNotANumber() {
        let registry = PrometheusRegistry(buckets: .init(seconds: [1], sizes: [1, 64]))
        let recorder = Recorder(label: "batch_size", factory: registry)
        recorder.record(64)
        recorder.record(65)
        recorder.record(Double.nan)
        let text = registry.render()
        #expect(text.contains("batch_size_bucket{le=\"1\"} 0\nbatch_size_bucket{le=\"64\"} 1\n"))
        #expect(text.contains("batch_size_sum 129\nbatch_size_count 2\n"))
    }

    @Test(arguments: [
        (#"back\slash"#, #"back\\slash"#), (#"qu"ote"#, #"qu\"ote"#), ("line\nfeed", #"line\nfeed"#),
        ("größe ✓", "größe ✓"),
    ])
    func valuesOfLabelsAreEscaped(value: String, written: String) {
        Counter(label: "c", dimensions: [("x", value)], factory: registry).increment()
        #expect(lines(of: "c_total{") == ["c_total{x=\"\(written)\"} 1"])
    }

    @Test func namesAreMadeFit() {
        Counter(label: "9lives per cat", dimensions: [("le", "a"), ("b:c-d", "e")], factory: registry).increment()
        #expect(lines(of: "_lives_per_cat_total{") == [#"_lives_per_cat_total{b_c_d="e",exported_le="a"} 1"#])
        #expect(MetricName.sanitised("") == "_")
    }

    @Test func helpStandsBeforeTheType() {
        let registry = PrometheusRegistry(help: ["c_total": "Things\nand \\ things"])
        Counter(label: "c", factory: registry).increment()
        #expect(
            registry.render().hasPrefix("# HELP c_total Things\\nand \\\\ things\n# TYPE c_total counter\nc_total 1\n")
        )
    }

    @Test(arguments: [
        (0.0, "0"), (-2, "-2"), (0.00025, "0.00025"), (1e-9, "1e-09"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
        (1e300, "1e+300"),
    ])
    func numbersReadBackTheSame(number: Double, written: String) {
        #expect(ExpositionText.number(number) == written)
    }
}
