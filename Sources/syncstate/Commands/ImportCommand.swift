import App
import ArgumentParser

struct ImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Set counts, buffers and thresholds from a table.",
        discussion: """
            Examples:
              syncstate import counts.csv --dry-run
              syncstate import counts.csv
              syncstate export | syncstate import - --format csv --url https://other.example.com

            A CSV has the columns sku,physical[,buffer][,lowStockThreshold]; NDJSON has an object with these members on \
            each line. Good rows land together in one batch that can be undone (POST /v1/imports/{batchId}/undo); bad \
            rows are listed, and the exit code is 1.

            \(ConnectionOptions.legend)

            \(ExitCode.legend)
            """
    )

    @Argument(help: "The table; - reads the standard input.")
    var file: String
    @Option(help: "csv or ndjson. (default: by the file's name)")
    var format: TableFormat?
    @Flag(help: "Check the table and change nothing.")
    var dryRun = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    func validate() throws {
        guard format ?? TableFormat(path: file) != nil else {
            throw ValidationError("The name '\(file)' does not tell the format: add --format csv or --format ndjson.")
        }
    }

    func perform() async throws {
        // `validate` saw to it that there is one.
        let format = format ?? TableFormat(path: file) ?? .csv
        let upload = try file == "-" ? FileUpload(standardInput: ()) : FileUpload(path: file)
        let report = try await Session.run(connection, settings) { session in
            try await session.api.importTable(upload, format: format, dryRun: dryRun)
        }
        try report.show(json: json) { "line \($0)" }
    }
}
