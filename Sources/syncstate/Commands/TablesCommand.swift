import App
import ArgumentParser

struct TablesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Make, check or delete the tables of an installation on DynamoDB.",
        discussion: """
            Examples:
              STORE=dynamodb AWS_REGION=eu-central-1 syncstate tables create
              syncstate tables verify --store dynamodb --dynamodb-endpoint http://127.0.0.1:8000
              syncstate tables delete --store dynamodb --yes

            serve makes tables that are missing by itself; create is for those who let it do less. docs/DYNAMODB.md says \
            what is in them. Credentials come from the usual AWS chain.

            \(ExitCode.legend)
            """,
        subcommands: [Create.self, Verify.self, Delete.self]
    )

    struct Create: Command {
        static let configuration = CommandConfiguration(
            abstract: "Make the tables that are missing and wait until they can be used."
        )

        @OptionGroup(title: "Settings") var settings: SettingsOptions

        func perform() async throws {
            let tables = try settings.tables()
            let made = try await Tables.create(tables)
            for name in made { StandardOutput.print("made \(name)") }
            if made.isEmpty { StandardOutput.print("all tables are there") }
        }
    }

    struct Verify: Command {
        static let configuration = CommandConfiguration(
            abstract: "Say what is wrong with the tables; the exit code is 1 if anything is."
        )

        @OptionGroup(title: "Settings") var settings: SettingsOptions

        func perform() async throws {
            let tables = try settings.tables()
            let problems = try await Tables.verify(tables)
            for problem in problems { StandardOutput.print(problem) }
            if !problems.isEmpty { throw CommandFailure("the tables are not as they should be") }
            StandardOutput.print("the tables \(tables.tablePrefix)* are as they should be")
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(
            abstract: "Delete the tables and everything in them."
        )

        @Flag(help: "Really; nothing is deleted without it.")
        var yes = false
        @OptionGroup(title: "Settings") var settings: SettingsOptions

        func perform() async throws {
            let tables = try settings.tables()
            guard yes else {
                throw CommandFailure("this deletes the tables \(tables.tablePrefix)* and all counts in them: add --yes")
            }
            for name in try await Tables.delete(tables) {
                StandardOutput.print("deleted \(name)")
            }
        }
    }
}

extension SettingsOptions {
    /// Throws `SettingsError` where rows are not kept in DynamoDB.
    fileprivate func tables() throws -> DynamoDBSettings {
        guard let tables = try settings().dynamoDB else {
            throw SettingsError(
                .store,
                "is not dynamodb: only there are tables to make; set it, or add --store dynamodb"
            )
        }
        return tables
    }
}
