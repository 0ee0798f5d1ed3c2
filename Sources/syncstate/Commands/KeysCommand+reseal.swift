import App
import ArgumentParser
import Foundation
import Logging
import Signing

extension KeysCommand {
    struct Reseal: Command {
        static let configuration = CommandConfiguration(
            abstract: "Replace the key that seals the channels' secrets.",
            discussion: """
                Examples:
                  syncstate keys reseal
                  syncstate keys reseal --lost
                  SYNCSTATE_NEW_ENCRYPTION_KEY="$(openssl rand -base64 32)" syncstate keys reseal

                Stop the server first. Where the key is that of the key file, a fresh one takes its place. Where it is \
                SYNCSTATE_ENCRYPTION_KEY, the new one is SYNCSTATE_NEW_ENCRYPTION_KEY of the environment; afterwards \
                start the server with it. Broken off, run it again.

                \(ExitCode.legend)
                """
        )

        static let newKeyName = "SYNCSTATE_NEW_ENCRYPTION_KEY"

        @Flag(help: "The old key is lost: channels lose their secrets and are paused until they are put again.")
        var lost = false
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        func perform() async throws {
            let count = try await Resealing(try settings.settings(), logger: Observability.logger(level: .error))
                .run(newKey: try newKey(), isOldKeyLost: lost)
            StandardOutput.print(
                lost
                    ? "\(count) channels have no secrets now and are paused: put each again (PUT /v1/channels/{id})."
                    : "Sealed the secrets of \(count) channels with the new key."
            )
        }

        private func newKey() throws -> SealingKey? {
            guard let text = ProcessInfo.processInfo.environment[Self.newKeyName], !text.isEmpty else { return nil }
            do {
                return try SealingKey(base64: text)
            } catch {
                throw SettingsError(subject: Self.newKeyName, "is no key: \(error)")
            }
        }
    }
}
