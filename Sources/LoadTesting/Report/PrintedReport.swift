import Foundation

/// The figures of a run, for a reader and for a machine.
package protocol PrintedReport: Encodable, Sendable {
    /// A table in Markdown that reads as well in a terminal.
    var text: String { get }
}

extension PrintedReport {
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
