/// Keeps a spreadsheet from running a cell as a formula: one apostrophe is put before it, and the import takes exactly
/// that one off again.
enum SpreadsheetGuard {
    static func guarded(_ cell: String) -> String {
        wouldRun(cell) ? "'" + cell : cell
    }

    static func unguarded(_ cell: String) -> String {
        cell.utf8.first == UInt8(ascii: "'") && wouldRun(cell) ? String(cell.dropFirst()) : cell
    }

    /// Apostrophes in front do not count: a cell that already begins with some gets one more, and loses one again.
    private static func wouldRun(_ cell: String) -> Bool {
        switch cell.utf8.drop(while: { $0 == UInt8(ascii: "'") }).first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"): true
        default: false
        }
    }
}
