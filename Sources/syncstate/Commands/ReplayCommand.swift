import App
import ArgumentParser

struct ReplayCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Apply webhooks from quarantine that can be read by now.",
        discussion: """
            Examples:
              syncstate replay                   all of them
              syncstate replay 01990a1c-…        this one
              syncstate replay --json

            What still cannot be read stays where it is, and the exit code is 1.

            \(ConnectionOptions.legend)

            \(ExitCode.legend)
            """
    )

    @Argument(help: "Ids as GET /v1/quarantine shows them; none: all.")
    var ids: [String] = []
    @Flag(help: "All of them, which is also what no id means.")
    var all = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    /// What became of one delivery.
    struct Outcome: Encodable {
        let quarantineId: String
        /// As the webhook's answer would have it; nil when it stays.
        @NullEncoded var status: String?
        @NullEncoded var error: String?
    }

    func validate() throws {
        if all, !ids.isEmpty { throw ValidationError("Give ids or --all, not both.") }
    }

    func perform() async throws {
        let outcomes = try await Session.run(connection, settings) { session in
            try await replay(session.api)
        }
        if json {
            try JSONOutput.print(outcomes)
        } else {
            for outcome in outcomes {
                StandardOutput.print("\(outcome.quarantineId)  \(outcome.status ?? outcome.error ?? "")")
            }
            if outcomes.isEmpty { StandardOutput.print("Nothing is in quarantine.") }
        }
        let failed = outcomes.count { $0.error != nil }
        if failed > 0 { throw CommandFailure("\(failed) of \(outcomes.count) stay in quarantine") }
    }

    private func replay(_ api: APIClient) async throws -> [Outcome] {
        struct Quarantined: Decodable { let quarantineId: String }
        struct Answer: Decodable { let status: String }
        let wanted = ids.isEmpty ? try await api.all("/v1/quarantine", of: Quarantined.self).map(\.quarantineId) : ids
        var outcomes: [Outcome] = []
        // The list is newest first, and what happened first is applied first.
        for id in ids.isEmpty ? wanted.reversed() : wanted {
            let path = "/v1/quarantine/\(APIClient.percentEncoded(id))/replay"
            do {
                let answer: Answer = try await api.call("POST", path).data()
                outcomes.append(Outcome(quarantineId: id, status: answer.status, error: nil))
            } catch let failure as CommandFailure where failure.exitCode == .failure {
                outcomes.append(Outcome(quarantineId: id, status: nil, error: failure.message))
            }
        }
        return outcomes
    }
}
