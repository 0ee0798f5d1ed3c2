package import Logging
import Metrics
package import PrometheusMetrics

/// What a process tells of itself.
package enum Observability {
    /// Every metric of this process; asking for it makes it the backend of swift-metrics, once.
    package static let metrics: PrometheusRegistry = {
        let registry = PrometheusRegistry(help: MetricHelp.texts)
        MetricsSystem.bootstrap(registry)
        return registry
    }()

    /// JSON lines, or plain ones when a person is looking.
    package static func logger(label: String = "syncstate", level: Logger.Level) -> Logger {
        Logger(label: label) { label in
            LineLogHandler(
                label: label,
                level: level,
                format: StandardError.isTerminal ? .readable : .json,
                output: StandardError()
            )
        }
    }
}
