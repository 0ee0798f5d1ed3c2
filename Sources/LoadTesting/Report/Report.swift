import Foundation

/// All figures of one run.
package struct Report: PrintedReport {
    let machine: Machine
    let isQuick: Bool
    var rows: [Row] = []

    /// Whether every limit is kept.
    package var isWithinLimits: Bool { rows.allSatisfy { $0.isWithinLimit != false } }

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
        let text = machine.description + (isQuick ? "\nA quick run: fewer rounds, coarser figures." : "") + "\n\n"
        return text + MarkdownTable.text(table, isLeft: { !(1...3).contains($0) }) + "\n"
    }
}
