/// A table in Markdown whose columns are as wide as what is in them.
enum MarkdownTable {
    /// The first row is the heading. `isLeft` tells of a column whether it is text.
    static func text(_ table: [[String]], isLeft: (Int) -> Bool) -> String {
        let widths = (table.first ?? []).indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        var lines = table.map { cells in
            "| "
                + zip(cells, widths).enumerated().map { column, cell in
                    let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                    return isLeft(column) ? cell.0 + padding : padding + cell.0
                }
                .joined(separator: " | ") + " |"
        }
        lines.insert(
            "|"
                + widths.enumerated().map { column, width in
                    "-" + String(repeating: "-", count: width) + (isLeft(column) ? "-" : ":")
                }
                .joined(separator: "|") + "|",
            at: 1
        )
        return lines.joined(separator: "\n")
    }
}
