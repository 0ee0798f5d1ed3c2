package import Inventory
package import Sync

/// `sku,physical[,buffer][,lowStockThreshold]` with a header; the columns may stand in any order.
package struct CSVImportReader: ImportFileReader {
    private enum Column: String, CaseIterable {
        case sku, physical, buffer, lowStockThreshold
    }

    private var records = CSVRecordReader()
    private var columns: [Column?]?

    package init() {}

    /// Throws when the header does not name what is needed: without it no line means anything.
    package mutating func read(_ chunk: some Sequence<UInt8>) throws(InvalidValue) -> [ImportLine] {
        try take(records.read(chunk))
    }

    package mutating func finish() throws(InvalidValue) -> [ImportLine] {
        let lines = try take(records.finish())
        guard columns != nil else { throw Self.badHeader("is missing: the file is empty") }
        return lines
    }

    private mutating func take(_ records: [CSVRecordReader.Record]) throws(InvalidValue) -> [ImportLine] {
        var lines: [ImportLine] = []
        for record in records {
            if let columns {
                lines.append(line(record, columns))
            } else {
                columns = try Self.columns(of: record)
            }
        }
        return lines
    }

    private static func columns(of header: CSVRecordReader.Record) throws(InvalidValue) -> [Column?] {
        if let damage = header.damage { throw badHeader("cannot be read: \(damage)") }
        let names = header.cells.map { $0.trimmed().lowercased() }
        let found = names.map { name in Column.allCases.first { $0.rawValue.lowercased() == name } }
        for required in [Column.sku, .physical] where !found.contains(required) {
            throw badHeader("has no column \(required.rawValue)")
        }
        for column in Column.allCases where found.count(where: { $0 == column }) > 1 {
            throw badHeader("names the column \(column.rawValue) twice")
        }
        return found
    }

    private static func badHeader(_ problem: String) -> InvalidValue {
        InvalidValue(field: "header", message: "\(problem); line 1 must be sku,physical[,buffer][,lowStockThreshold]")
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
