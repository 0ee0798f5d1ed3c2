import App
import ArgumentParser

/// A command whose failures are one line on the standard error stream and an exit code.
protocol Command: AsyncParsableCommand {
    func perform() async throws
}

extension Command {
    func run() async throws {
        do {
            try await perform()
        } catch let error as SettingsError {
            throw Self.ended("\(error)", .settings)
        } catch let error as StartError {
            throw Self.ended("\(error)", .unavailable)
        } catch let error as CommandFailure {
            throw Self.ended(error.message, error.exitCode)
        } catch is CancellationError {
            throw Self.ended("interrupted", .failure)
        }
    }

    private static func ended(_ line: String, _ code: ExitCode) -> ExitCode {
        StandardError().write(line: "syncstate: \(line)")
        return code
    }
}
