import ArgumentParser

/// Which shops a command is about, how it reaches them, and how it prints what it found.
struct ShopsOptions: ParsableArguments {
    @Argument(help: "Channels of shops; none: all.")
    var channels: [String] = []
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(visibility: .hidden) var settings: SettingsOptions

    /// What `work` answers of each of the shops, one after the other.
    func each<Report: Sendable>(
        _ work: @escaping @Sendable (_ api: APIClient, _ channel: String) async throws -> Report
    ) async throws -> [Report] {
        try await Session.run(connection, settings) { session in
            var reports: [Report] = []
            for channel in try await session.api.shopChannels(channels) {
                reports.append(try await work(session.api, channel))
            }
            return reports
        }
    }
}
