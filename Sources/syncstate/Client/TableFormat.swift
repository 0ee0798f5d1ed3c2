import ArgumentParser

/// How counts are written in a file.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
    case csv, ndjson

    /// By the end of a file's name; nil for an end that says nothing.
    init?(path: String) {
        switch path.lowercased().split(separator: ".").last {
        case "csv": self = .csv
        case "ndjson", "jsonl": self = .ndjson
        default: return nil
        }
    }

    var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .ndjson: "application/x-ndjson"
        }
    }
}
