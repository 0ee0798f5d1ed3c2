import Inventory
package import Sync

/// `sku,physical[,buffer][,lowStockThreshold]` with a header; the columns may stand in any order.
package struct CSVImportReader: ImportFileReader {
    private enum Column: String, CaseIterable {
        case sku, physical, buffer, lowStockThreshold
    }

    private var records = CSVRecordReader()
    private var columns: [Column?]?
    /// Set once the header cannot be read: without it no line means anything.
    private var isUnreadable = false

    package init() {}

    package mutating func read(_ chunk: some Sequence<UInt8>) -> [ImportLine] {
        take(records.read(chunk))
    }

    package mutating func finish() -> [ImportLine] {
        let lines = take(records.finish())
        guard columns == nil, !isUnreadable else { return lines }
        return [.rejected(line: 1, message: "the file is empty: a header sku,physical is expected")]
    }

    private mutating func take(_ records: [CSVRecordReader.Record]) -> [ImportLine] {
        var lines: [ImportLine] = []
        for record in records where !isUnreadable {
            if let columns {
                lines.append(line(record, columns))
            } else if let problem = readHeader(record) {
                isUnreadable = true
                lines.append(.rejected(line: record.line, message: problem))
            }
        }
        return lines
    }

    private mutating func readHeader(_ record: CSVRecordReader.Record) -> String? {
        if let damage = record.damage { return "the header cannot be read: \(damage)" }
        let names = record.cells.map { $0.trimmed().lowercased() }
        let found = names.map { name in Column.allCases.first { $0.rawValue.lowercased() == name } }
        for required in [Column.sku, .physical] where !found.contains(required) {
            return
                "the header has no column \(required.rawValue): sku,physical[,buffer][,lowStockThreshold] is expected"
        }
        for column in Column.allCases where found.count(where: { $0 == column }) > 1 {
            return "the header names the column \(column.rawValue) twice"
        }
        columns = found
        return nil
    }

    private func line(_ record: CSVRecordReader.Record, _ columns: [Column?]) -> ImportLine {
        if let damage = record.damage { return .rejected(line: record.line, message: damage) }
        guard record.cells.count == columns.count else {
            return .rejected(
                line: record.line,
                message: "has \(record.cells.count) cells where the header has \(columns.count)"
            )
        }
        var cells: [Column: String] = [:]
        for (column, cell) in zip(columns, record.cells) {
            if let column { cells[column] = SpreadsheetGuard.unguarded(cell) }
        }
        do {
            return .row(
                try ImportFields.row(
                    line: record.line,
                    sku: cells[.sku],
                    physical: try number(cells, .physical),
                    buffer: try number(cells, .buffer),
                    lowStockThreshold: try number(cells, .lowStockThreshold)
                )
            )
        } catch {
            return .rejected(line: record.line, message: error.description)
        }
    }

    /// Nil for an empty cell.
    private func number(_ cells: [Column: String], _ column: Column) throws(InvalidValue) -> Int64? {
        guard let text = cells[column]?.trimmed(), !text.isEmpty else { return nil }
        guard let value = Int64(text) else {
            throw InvalidValue(field: column.rawValue, message: "must be a whole number")
        }
        return value
    }
}

extension String {
    fileprivate func trimmed() -> String {
        var rest = Substring(self)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest.drop(while: \.isWhitespace))
    }
}
