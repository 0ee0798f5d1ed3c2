import CoreMetrics
import Testing

@testable import PrometheusMetrics

@Suite struct LimitsTests {
    @Test func moreLabelsThanAllowedAreCountedTogether() {
        let registry = PrometheusRegistry(maximumSeries: 3)
        for number in 1...10 {
            Counter(label: "hits", dimensions: [("sku", "\(number)")], factory: registry).increment()
        }
        let text = registry.render()
        #expect(text.contains("hits_total{sku=\"3\"} 1\n"))
        #expect(!text.contains("hits_total{sku=\"4\"}"))
        #expect(text.contains("hits_total{sku=\"_other\"} 7\n"))
        #expect(text.contains("metrics_rejected_total 7\n"))
    }

    @Test func aNameKeepsItsFirstKind() {
        let registry = PrometheusRegistry()
        Meter(label: "x_total", factory: registry).set(5)
        Counter(label: "x", factory: registry).increment()
        let text = registry.render()
        #expect(text.contains("# TYPE x_total gauge\nx_total 5\n"))
        #expect(!text.contains("x_total 1"))
        #expect(text.contains("metrics_rejected_total 1\n"))
    }

    @Test func whatIsDestroyedIsShownNoMore() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(!registry.render().contains("gone"))
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 1...5000 {
                        Counter(label: "hits", factory: registry).increment()
                        Recorder(label: "sizes", factory: registry).record(number)
                    }
                }
            }
        }
        let text = registry.render()
        #expect(text.contains("hits_total 20000\n"))
        #expect(text.contains("sizes_sum \(4 * 5000 * 5001 / 2)\nsizes_count 20000\n"))
    }
}
