import App
import ArgumentParser
import Foundation
import Logging
import Sync

struct MigrateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Move everything from SQLite to DynamoDB, or back.",
        discussion: """
            Examples:
              syncstate migrate --from sqlite --to dynamodb --aws-region eu-central-1
              syncstate migrate --from sqlite --to dynamodb --verify-only --json
              syncstate migrate --from dynamodb --to sqlite --sqlite-path back.db

            Stop all servers first. The file is SQLITE_PATH, the tables are those of DYNAMODB_TABLE_PREFIX, whatever STORE \
            says. Every row is copied in its order, and then every row of both is compared; what differs is named, and \
            the exit code is 1. Broken off anywhere, run it again: it goes on where it was, and until it is complete no \
            server takes the target. The source stays as it is.

            The target must be empty. The channels' secrets stay sealed: start the server on the target with the same \
            SYNCSTATE_ENCRYPTION_KEY, or the same key file. docs/OPERATING.md says how no webhook is lost.

            \(ExitCode.legend)
            """
    )

    @Option(help: "sqlite or dynamodb.")
    var from: StoreEngine
    @Option(help: "The other one.")
    var to: StoreEngine
    @Flag(help: "Copy nothing; compare what was copied.")
    var verifyOnly = false
    @Flag(help: "Print the result as JSON.")
    var json = false
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func perform() async throws {
        let progress = MoveProgress()
        let report: StoreMove.Report
        do {
            report = try await moving().run(verifiesOnly: verifyOnly) { progress.show($0) }
        } catch let refusal as MoveRefusal {
            progress.finish()
            throw CommandFailure(refusal.description)
        } catch let error as StoreError {
            progress.finish()
            throw CommandFailure(error.description, .unavailable)
        } catch {
            progress.finish()
            throw error
        }
        progress.finish()
        try show(report)
    }

    private func moving() throws -> Moving {
        // The tables' settings are read only where they are the store's.
        var both = settings
        both.store = StoreEngine.dynamodb.rawValue
        return try Moving(from: from, to: to, try both.settings(), logger: Observability.logger(level: .error))
    }

    private func show(_ report: StoreMove.Report) throws {
        if json {
            try JSONOutput.print(MoveReportJSON(report, from: from, to: to, isVerificationOnly: verifyOnly))
        } else {
            for difference in report.differences {
                let tenant = difference.tenant == "default" ? "" : " of tenant \(difference.tenant)"
                StandardOutput.print(
                    "\(difference.kind.rawValue) \(difference.key)\(tenant): \(difference.fault.words)"
                )
            }
            if !verifyOnly {
                let rows = report.copied.values.reduce(0, +)
                StandardOutput.print("copied \(rows) rows from \(from.rawValue) to \(to.rawValue)")
            }
            StandardOutput.print("compared \(report.verified) rows, \(report.differenceCount) of them differ")
        }
        if report.differenceCount > 0 {
            throw CommandFailure(
                "\(report.differenceCount) rows differ: if a server ran on the target since, that is why; else take the"
                    + " target away and move again"
            )
        }
        if !json, !verifyOnly {
            StandardOutput.print(
                "done: start the server with STORE=\(to.rawValue) and the key that the channels' secrets are sealed with"
            )
        }
    }
}

extension MoveDifference.Fault {
    fileprivate var words: String {
        switch self {
        case .missing: "missing in the target"
        case .extra: "only in the target"
        case .different: "different in the target"
        case .unlisted: "not in a list or an index of the target"
        }
    }
}

private struct MoveReportJSON: Encodable {
    let from: String
    let to: String
    let copied: [String: Int]?
    let resumed: Bool
    let compared: Int
    let differenceCount: Int
    let differences: [MoveDifference]

    init(_ report: StoreMove.Report, from: StoreEngine, to: StoreEngine, isVerificationOnly: Bool) {
        self.from = from.rawValue
        self.to = to.rawValue
        copied = isVerificationOnly ? nil : report.copied
        resumed = report.isResumed
        compared = report.verified
        differenceCount = report.differenceCount
        differences = report.differences
    }
}
