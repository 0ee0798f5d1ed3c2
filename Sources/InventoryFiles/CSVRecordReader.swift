/// Reads comma-separated values (RFC 4180) as they come in, chunk by chunk. Quoted cells may hold commas, quotes (doubled)
/// and line breaks. A byte order mark is skipped.
struct CSVRecordReader {
    struct Record: Equatable {
        /// Where it begins; the first line of a file is 1.
        let line: Int
        var cells: [String]
        /// Why the record cannot be read, if it cannot.
        var damage: String?
    }

    private enum Position {
        case cellStart, unquoted, quoted, quoteInQuoted
    }

    /// A longer record is damaged: nothing of ours comes near it.
    static let longestRecord = 16 * 1024

    private var position = Position.cellStart
    private var cell: [UInt8] = []
    private var cells: [[UInt8]] = []
    private var recordBytes = 0
    private var damage: String?
    private var line = 1
    private var recordLine = 1
    private var lastWasCarriageReturn = false
    private var header: [UInt8] = []
    private var isPastMark = false

    mutating func read(_ chunk: some Sequence<UInt8>) -> [Record] {
        var records: [Record] = []
        for byte in chunk {
            if isPastMark {
                read(byte, into: &records)
            } else {
                header.append(byte)
                if header.count == 3 { endOfMark(&records) }
            }
        }
        return records
    }

    /// The last record, where no line break ended it.
    mutating func finish() -> [Record] {
        var records: [Record] = []
        if !isPastMark { endOfMark(&records) }
        if position == .quoted { damage = "a quoted cell is not closed" }
        if !cell.isEmpty || !cells.isEmpty || position != .cellStart { endRecord(&records) }
        return records
    }

    private mutating func endOfMark(_ records: inout [Record]) {
        isPastMark = true
        if header != [0xEF, 0xBB, 0xBF] {
            for byte in header { read(byte, into: &records) }
        }
        header = []
    }

    private mutating func read(_ byte: UInt8, into records: inout [Record]) {
        defer { lastWasCarriageReturn = byte == UInt8(ascii: "\r") }
        let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        if byte == UInt8(ascii: "\n"), lastWasCarriageReturn, position != .quoted {
            recordLine = line
            return
        }
        if isBreak, !(byte == UInt8(ascii: "\n") && lastWasCarriageReturn) { line += 1 }
        recordBytes += 1
        switch position {
        case .quoted:
            if byte == UInt8(ascii: "\"") { position = .quoteInQuoted } else { append(byte) }
        case .quoteInQuoted where byte == UInt8(ascii: "\""):
            append(byte)
            position = .quoted
        case .cellStart where byte == UInt8(ascii: "\""):
            position = .quoted
        case _ where isBreak:
            endRecord(&records)
        case _ where byte == UInt8(ascii: ","):
            endCell()
        case .quoteInQuoted:
            damage = damage ?? "something follows a closing quote"
        case .cellStart, .unquoted:
            if byte == UInt8(ascii: "\"") { damage = damage ?? "a quote stands inside an unquoted cell" }
            position = .unquoted
            append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) {
        if recordBytes <= Self.longestRecord {
            cell.append(byte)
        } else {
            damage = damage ?? "the line is longer than \(Self.longestRecord) bytes"
        }
    }

    private mutating func endCell() {
        cells.append(cell)
        cell = []
        position = .cellStart
        if cells.count > 64 { damage = damage ?? "the line has more than 64 cells" }
    }

    private mutating func endRecord(_ records: inout [Record]) {
        let isEmptyLine = cells.isEmpty && cell.isEmpty && position == .cellStart
        endCell()
        if !isEmptyLine {
            let texts = cells.map { String(validating: $0, as: UTF8.self) }
            if texts.contains(nil) { damage = damage ?? "the line is not valid UTF-8" }
            records.append(Record(line: recordLine, cells: texts.map { $0 ?? "" }, damage: damage))
        }
        cells = []
        damage = nil
        recordBytes = 0
        recordLine = line
    }
}
