import App
import ArgumentParser

struct DemoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A server, two sandbox shops and a stream of webhooks, all on loopback.",
        discussion: """
            Examples:
              syncstate demo
              syncstate demo --port 8080 --rate 20
              syncstate demo --duration 10 --seed 7 | cat

            Two shops and a point of sale on free ports of loopback, a small catalogue, and customers who buy, cancel and \
            send back. The terminal shows each webhook, the counts before and after, who was told and how long it took. \
            Where the output is no terminal it is lines. The database is a temporary one and gone afterwards.

            Between them scenes are staged: a sale in one shop while another is told its count, which is refused as stale, \
            read again and corrected; a person's edit, adopted; deliveries that come twice or never; our own echo.

            With --duration the demo ends by itself: the customers stop, every channel is told what waits, and the exit \
            code is 1 unless all of them show the right counts, nothing is unexplained and every scene went as it should.

            \(ExitCode.legend)
            """
    )

    @Option(help: ArgumentHelp("What customers and staff do in a second, on average.", valueName: "per second"))
    var rate = 3.0
    @Option(help: "The same customers again for the same number.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("How long the customers come. (default: until Ctrl-C)", valueName: "seconds"))
    var duration: Double?
    @Flag(help: "Lines, on a terminal too.")
    var plain = false
    @OptionGroup(title: "Settings") var settings: DemoSettingsOptions

    func validate() throws {
        guard rate > 0, rate <= 1000 else { throw ValidationError("--rate must be over 0 and at most 1000.") }
        guard duration.map({ $0 > 0 && $0 < 1e9 }) ?? true else { throw ValidationError("--duration must be over 0.") }
    }

    func perform() async throws {
        let run = DemoRun(
            settings: try settings.settings(),
            rate: rate,
            seed: seed,
            duration: duration.map { .seconds($0) },
            isPlain: plain || !TerminalScreen.isPossible
        )
        try await run.perform()
    }
}

/// The few settings that bear on a demo.
struct DemoSettingsOptions: ParsableArguments {
    @Option(help: "Address to listen on. (default: 127.0.0.1)")
    var host: String?
    @Option(help: "Port to listen on; 0 takes a free one. (default: 3000)")
    var port: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: warning)")
    var logLevel: String?

    /// Throws `SettingsError`. What the environment says of a shop or a database is not for a demo.
    func settings() throws -> Settings {
        let options: [SettingName: String?] = [.host: host, .port: port, .logLevel: logLevel]
        return try Settings(.ofDemo(options: options.compactMapValues { $0 }))
    }
}
