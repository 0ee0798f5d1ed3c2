import App
import ArgumentParser
import Foundation

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and delete API keys; replace the encryption key.",
        discussion: """
            Examples:
              syncstate keys create --name till --role operator
              syncstate keys create --name audit --role viewer --expires 2027-01-01T00:00:00Z
              syncstate keys list
              syncstate keys delete 01990a1c-…
              syncstate keys reseal

            A key is shown once, when it is made. Roles: viewer reads, operator changes stock, admin everything.
            """,
        subcommands: [Create.self, List.self, Delete.self, Reseal.self]
    )

    /// As the interface has it.
    struct Key: Codable {
        let keyId: String
        let name: String
        let role: String
        let createdAt: String
        let expiresAt: String?
        /// Only in the answer that made it.
        let key: String?
    }

    struct Create: Command {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and show it, once.",
            discussion: """
                Example:
                  syncstate keys create --name till --role operator

                \(ConnectionOptions.legend)

                \(ExitCode.legend)
                """
        )

        @Option(help: "For whom or what it is.")
        var name: String
        @Option(help: "viewer, operator or admin.")
        var role = "operator"
        @Option(help: ArgumentHelp("When it ends: 2027-01-01T00:00:00Z.", valueName: "time"))
        var expires: String?
        @Flag(help: "Print JSON.")
        var json = false
        @OptionGroup var connection: ConnectionOptions
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        func perform() async throws {
            struct Wanted: Encodable {
                let name: String
                let role: String
                let expiresAt: String?
            }
            let wanted = Wanted(name: name, role: role, expiresAt: expires)
            let made: Key = try await Session.run(connection, settings) { session in
                try await session.api.call("POST", "/v1/keys", json: wanted).data()
            }
            if json { return try JSONOutput.print(made) }
            StandardError().write(line: "Made the \(made.role) key \(made.name) (\(made.keyId)). It is shown only now:")
            StandardOutput.print(made.key ?? "")
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(
            abstract: "List the keys, without their content.",
            discussion: """
                Example:
                  syncstate keys list --json

                \(ConnectionOptions.legend)

                \(ExitCode.legend)
                """
        )

        @Flag(help: "Print JSON.")
        var json = false
        @OptionGroup var connection: ConnectionOptions
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        func perform() async throws {
            let keys: [Key] = try await Session.run(connection, settings) { session in
                try await session.api.all("/v1/keys")
            }
            if json { return try JSONOutput.print(keys) }
            let rows = keys.map { [$0.keyId, $0.role, $0.name, $0.createdAt, $0.expiresAt ?? "never"] }
            Table.print(heads: ["KEY", "ROLE", "NAME", "MADE", "ENDS"], rows)
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(
            abstract: "Delete a key: it ends at once.",
            discussion: """
                Example:
                  syncstate keys delete 01990a1c-…

                \(ConnectionOptions.legend)

                \(ExitCode.legend)
                """,
            aliases: ["revoke"]
        )

        @Argument(help: "The key's id, as `list` shows it.")
        var id: String
        @OptionGroup var connection: ConnectionOptions
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        func perform() async throws {
            try await Session.run(connection, settings) { session in
                _ = try await session.api.call("DELETE", "/v1/keys/\(APIClient.percentEncoded(id))")
            }
        }
    }
}
