import App
import ArgumentParser
import Foundation

struct DoctorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check an installation and say what to do.",
        discussion: """
            Examples:
              syncstate doctor
              syncstate doctor --json
              syncstate doctor --url https://sync.example.com

            Checks the settings, the files or tables (not with --url), the store, the ledger against the levels, alerts, every \
            channel (with one light request to each, and whether its shop delivers webhooks) and the clock. The exit code is 1 if something is wrong.

            \(ConnectionOptions.legend)

            \(ExitCode.legend)
            """
    )

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    private struct Report: Encodable {
        let ok: Bool
        let findings: [Finding]
    }

    func perform() async throws {
        let findings = try await findings()
        let problems = findings.count { $0.state == .problem }
        if json {
            try JSONOutput.print(Report(ok: problems == 0, findings: findings))
        } else {
            for finding in findings { Self.show(finding) }
        }
        if problems > 0 { throw CommandFailure("\(problems) \(problems == 1 ? "thing is" : "things are") wrong") }
    }

    private func findings() async throws -> [Finding] {
        let settings: Settings
        do {
            settings = try self.settings.settings()
        } catch let error as SettingsError {
            return [.problem(.settings, "\(error)", cure: "mend it; nothing else was looked at")]
        }
        var findings = SettingsCheck(settings: settings).findings()
        if connection.url == nil {
            findings += FileCheck(settings: settings).findings()
            if let tables = settings.dynamoDB {
                let found = await TableCheck(settings: tables).findings()
                findings += found
                // A server of our own would make what is missing.
                if found.contains(where: { $0.state == .problem }) { return findings }
            }
        }
        do {
            findings += try await Session.run(connection, self.settings) { session in
                try await ServerCheck(session: session).findings()
            }
        } catch let error as StartError {
            findings.append(.problem(.store, "\(error)", cure: "docs/OPERATING.md says what to do about each of these"))
        } catch let error as SettingsError {
            findings.append(.problem(.settings, "\(error)", cure: "mend it; nothing more was looked at"))
        } catch let error as CommandFailure {
            findings.append(.problem(.store, error.message, cure: "nothing more was looked at"))
        }
        return findings
    }

    private static func show(_ finding: Finding) {
        let part = finding.part.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
        let state = finding.state.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        StandardOutput.print("\(part)\(state)\(finding.message)")
        if let cure = finding.cure { StandardOutput.print("\(String(repeating: " ", count: 19))→ \(cure)") }
    }
}
