import App
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Signing

struct ServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Take webhooks in, keep the counts, tell the channels.",
        discussion: """
            Examples:
              syncstate serve
              syncstate serve --port 8080 --sqlite-path /var/lib/syncstate/syncstate.db
              SYNCSTATE_API_KEY=… SHOPIFY_SHOP=example.myshopify.com … syncstate serve

            Settings come from these options, else the environment (SQLITE_PATH), else a file .env in the working \
            directory. Secrets have no option, because every user of the machine can read a command line: \
            SYNCSTATE_API_KEY, SYNCSTATE_ENCRYPTION_KEY, SHOPIFY_API_SECRET, SHOPIFY_API_SECRET_PREVIOUS, \
            SHOPIFY_ACCESS_TOKEN. deploy/syncstate.env.example explains all of them.

            SIGTERM and SIGINT end it: it finishes what is under way and tells channels what waits. A second one ends it \
            at once; what was answered is on disk either way.

            \(ExitCode.legend)
            """
    )

    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func perform() async throws {
        let settings = try settings.settings()
        let logger = Observability.logger(level: settings.logLevel)
        ProcessLimits.prepare()
        let server = try await SyncStateServer.composed(settings, for: .serving, logger: logger)
        if let key = server.generatedKey { Self.show(key) }
        // The signals first: whoever is answered may send one.
        try await server.run(
            beforeServing: { await SignalWatch.begin($0) },
            onListening: { address, _ in
                for name in settings.unknownNames {
                    logger.warning("Not a setting; is it misspelt?", metadata: ["name": "\(name)"])
                }
                if settings.tokens != TokenSettings() {
                    logger.warning("JWT_* and SHOPIFY_API_KEY are set, and this build takes API keys only")
                }
                logger.notice("Serving", metadata: ["address": "\(address)", "database": "\(settings.database)"])
            }
        )
        logger.notice("Ended")
    }

    /// On the standard output, which is no log: a key is nothing to keep in one.
    private static func show(_ key: Secret) {
        StandardOutput.print(
            """
            The first admin key, shown only now. Keep it, or set one of your own as SYNCSTATE_API_KEY:
            SYNCSTATE_API_KEY=\(key.reveal())
            """
        )
    }
}
