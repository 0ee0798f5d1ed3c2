import App
import ArgumentParser
import Foundation

struct ExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all counts, buffers and thresholds as CSV.",
        discussion: """
            Examples:
              syncstate export                   to the standard output
              syncstate export counts.csv
              syncstate export - --url https://sync.example.com > counts.csv

            `syncstate import` reads what this writes. A file is complete when it has its name.

            \(ConnectionOptions.legend)

            \(ExitCode.legend)
            """
    )

    @Argument(help: "Where to write; - is the standard output.")
    var file = "-"
    @Flag(help: "Print JSON about what was written, to the standard error stream if the table is on the other.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    struct Summary: Encodable {
        let file: String
        let bytes: Int64
    }

    func perform() async throws {
        let output = try file == "-" ? ExportOutput(standardOutput: ()) : ExportOutput(path: file)
        do {
            try await Session.run(connection, settings) { session in
                try await session.api.exportTable(to: output)
            }
            try output.close()
        } catch {
            output.discard()
            throw error
        }
        if json { try JSONOutput.print(Summary(file: file, bytes: output.byteCount), toError: file == "-") }
    }
}
