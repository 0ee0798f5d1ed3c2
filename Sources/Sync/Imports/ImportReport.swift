import Inventory

/// A line of an imported file, as its reader understood it.
package enum ImportLine: Sendable, Equatable {
    case row(ImportRow)
    /// `line` counts from 1; a CSV's header is line 1.
    case rejected(line: Int, message: String)
}

/// What became of an imported file.
package struct ImportReport: Sendable, Equatable {
    package struct Rejection: Sendable, Equatable {
        package let line: Int
        package let message: String

        package init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    package let batchId: String
    package let dryRun: Bool
    /// Good lines; of a SKU named twice both are good and the later one holds.
    package private(set) var accepted = 0
    package private(set) var rejected: [Rejection] = []
    package private(set) var warnings: [String] = []
    private var unlistedRejections = 0
    private var unlistedWarnings = 0

    /// More would help no reader, and a gigabyte of bad lines must not fill the memory.
    package static let listed = 1000

    package init(batchId: String, dryRun: Bool) {
        self.batchId = batchId
        self.dryRun = dryRun
    }

    mutating func accept() { accepted += 1 }

    mutating func reject(line: Int, _ message: String) {
        if rejected.count < Self.listed {
            rejected.append(Rejection(line: line, message: message))
        } else {
            unlistedRejections += 1
        }
    }

    mutating func warn(_ message: String) {
        if warnings.count < Self.listed { warnings.append(message) } else { unlistedWarnings += 1 }
    }

    /// Says what the lists leave out.
    mutating func close() {
        if unlistedRejections > 0 { warnings.append("\(unlistedRejections) further rejected lines are not listed") }
        if unlistedWarnings > 0 { warnings.append("\(unlistedWarnings) further warnings are not listed") }
    }
}
