/// Writes Prometheus' text format, version 0.0.4. Source: prometheus.io/docs/instrumenting/exposition_formats.
struct ExpositionText {
    /// The media type of what is written.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""
    private let help: [String: String]

    init(help: [String: String] = [:]) {
        self.help = help
    }

    mutating func append(_ name: String, _ family: PrometheusRegistry.Family) {
        appendHead(name, family.kind)
        for (labels, series) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
            switch series {
            case .counter(let counter): appendLine(name, labels.text, "\(counter.value)")
            case .gauge(let gauge): appendLine(name, labels.text, Self.number(gauge.value))
            case .histogram(let histogram): append(name, labels.text, histogram)
            }
        }
    }

    /// A value that is read from elsewhere when the text is written.
    mutating func append(_ name: String, _ kind: MetricKind, _ value: Double) {
        appendHead(name, kind)
        appendLine(name, "", Self.number(value))
    }

    private mutating func append(_ name: String, _ labels: String, _ histogram: HistogramSeries) {
        let sum = histogram.sum
        let separator = labels.isEmpty ? "" : ","
        var cumulated: Int64 = 0
        for (position, count) in histogram.counts.enumerated() {
            cumulated += count
            let bound = position < histogram.bounds.count ? Self.number(histogram.bounds[position]) : "+Inf"
            appendLine("\(name)_bucket", "\(labels)\(separator)le=\"\(bound)\"", "\(cumulated)")
        }
        appendLine("\(name)_sum", labels, Self.number(sum))
        appendLine("\(name)_count", labels, "\(cumulated)")
    }

    private mutating func appendHead(_ name: String, _ kind: MetricKind) {
        if let help = help[name] {
            text += "# HELP \(name) \(Self.escapedHelp(help))\n"
        }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func appendLine(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    /// Whole numbers without a point, others in the shortest form that reads back the same.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private static func escapedHelp(_ help: String) -> String {
        help.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}
