import ArgumentParser

struct SyncState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "syncstate",
        abstract: "One stock count for Shopify and every other place that sells it.",
        discussion: """
            Examples:
              syncstate demo                     a server, two sandbox shops and a stream of webhooks, all on loopback
              syncstate sandbox                  a Shopify shop on loopback, to develop and test against
              syncstate serve                    a server, with the settings of the environment and .env
              syncstate import counts.csv        set many counts at once
              syncstate doctor                   check an installation and say what to do

            `syncstate help COMMAND` shows what a command can do. \(ExitCode.legend)
            """,
        subcommands: [
            ServeCommand.self, DemoCommand.self, ImportCommand.self, ExportCommand.self, ReplayCommand.self,
            DoctorCommand.self, WebhooksCommand.self, KeysCommand.self, TablesCommand.self, MigrateCommand.self,
            MigrateJSONCommand.self, BenchCommand.self, BenchReferenceCommand.self, SandboxCommand.self,
            BenchDynamoDBCommand.self, BenchStandInCommand.self,
            SimulateCommand.self,
        ]
    )
}
