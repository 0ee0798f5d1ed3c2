package import Foundation

/// All figures of one run.
package struct Report: Encodable, Sendable {
    let machine: Machine
    let isQuick: Bool
    var rows: [Row] = []
    /// What a reader should know beside the rows.
    var notes: [String] = []

    /// Whether every limit is kept.
    package var isWithinLimits: Bool { rows.allSatisfy { $0.isWithinLimit != false } }

    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// A table in Markdown that reads as well in a terminal.
    package var text: String {
        var table = [["what", "ours", "reference", "ratio", "limit", ""]]
        for row in rows {
            table.append([
                row.what,
                row.unit.text(row.ours),
                row.reference.map(row.unit.text) ?? "",
                row.ratio.map { String(format: "%.2f", $0) } ?? "",
                row.limit?.description(row.unit) ?? "",
                row.isWithinLimit.map { $0 ? "ok" : "MISSED" } ?? "",
            ])
        }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        var lines = table.map { cells in
            "| " + zip(cells, widths).enumerated().map(Self.padded).joined(separator: " | ") + " |"
        }
        lines.insert(
            "|"
                + widths.enumerated().map { "-" + String(repeating: "-", count: $1) + (Self.isRight($0) ? ":" : "-") }
                .joined(separator: "|") + "|",
            at: 1
        )
        var text = machine.description + (isQuick ? "\nA quick run: fewer rounds, coarser figures." : "") + "\n\n"
        text += lines.joined(separator: "\n") + "\n"
        for note in notes { text += "\n- \(note)" }
        return text
    }

    private static func isRight(_ column: Int) -> Bool { (1...3).contains(column) }

    private static func padded(_ column: Int, _ cell: (text: String, width: Int)) -> String {
        let padding = String(repeating: " ", count: cell.width - cell.text.count)
        return isRight(column) ? padding + cell.text : cell.text + padding
    }
}
