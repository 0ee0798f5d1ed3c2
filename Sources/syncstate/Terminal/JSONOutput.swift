import Foundation

/// What `--json` prints: one JSON value, indented, its members in order of their names.
enum JSONOutput {
    static func print(_ value: some Encodable, toError: Bool = false) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(value) + Data("\n".utf8)
        if toError { FileHandle.standardError.write(text) } else { StandardOutput.write(text) }
    }
}

/// The standard output stream.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// A reader that went away ends the command as it ends others: quietly.
    static func write(_ data: Data) {
        do {
            try FileHandle.standardOutput.write(contentsOf: data)
        } catch {
            exit(EXIT_FAILURE)
        }
    }

    static func print(_ line: String) {
        write(Data("\(line)\n".utf8))
    }
}
