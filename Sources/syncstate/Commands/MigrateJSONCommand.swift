import App
import ArgumentParser

struct MigrateJSONCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "migrate-json",
        abstract: "Take over the counts and buffers of the old file store.",
        discussion: """
            Examples:
              syncstate migrate-json inventory.json --dry-run
              syncstate migrate-json inventory.json

            The file holds {"physical": {"SKU": 12}, "buffer": {"SKU": 2}}. It is checked as a whole first: if anything \
            in it is wrong, every such place is named and nothing is changed. Then it is imported like a table, as one \
            batch that can be undone.

            \(ConnectionOptions.legend)

            \(ExitCode.legend)
            """
    )

    @Argument(help: "The old store's file.")
    var file: String
    @Flag(help: "Check everything and change nothing.")
    var dryRun = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    func perform() async throws {
        let store = try OldFileStore(path: file)
        let report = try await Session.run(connection, settings) { session in
            try await session.api.importRows(try store.ndjson(), dryRun: dryRun)
        }
        try report.show(json: json) { store.rows[$0 - 1].sku }
    }
}
