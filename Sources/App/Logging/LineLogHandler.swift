package import Logging

/// Writes one line for each event: JSON for machines, plain text for a terminal.
package struct LineLogHandler: LogHandler {
    package enum Format: Sendable {
        case json, readable
    }

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: Format
    private let output: any LogOutput

    package init(label: String, level: Logger.Level, format: Format, output: any LogOutput) {
        self.label = label
        logLevel = level
        self.format = format
        self.output = output
    }

    package subscript(metadataKey name: String) -> Logger.Metadata.Value? {
        get { metadata[name] }
        set { metadata[name] = newValue }
    }

    package func log(event: LogEvent) {
        var details = metadata
        if let provided = metadataProvider?.get() { details.merge(provided) { _, later in later } }
        if let own = event.metadata { details.merge(own) { _, later in later } }
        if let error = event.error { details["error"] = details["error"] ?? "\(error)" }
        let line = LogLine(
            time: SystemClock().now,
            level: event.level,
            label: label,
            message: "\(event.message)",
            metadata: details.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        )
        output.write(
            line: format == .json ? line.json : line.readable
        )
    }
}

/// Where lines of the log go. Lines come from any thread and are not mixed.
package protocol LogOutput: Sendable {
    /// `line` has no line feed.
    func write(line: String)
}
