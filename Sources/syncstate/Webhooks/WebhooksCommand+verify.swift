import ArgumentParser

extension WebhooksCommand {
    struct Verify: Command {
        static let configuration = CommandConfiguration(
            abstract: "Say which subscriptions are missing or wrong, and what to do.",
            discussion: """
                Examples:
                  syncstate webhooks verify --address https://sync.example.com
                  syncstate webhooks verify shopify --address https://sync.example.com --ping
                  syncstate webhooks verify --address https://sync.example.com --json

                Changes nothing. With --ping the server also sends a delivery of the topic syncstate/ping to the address, \
                signed with the channel's own secret, and looks whether it came in: that finds a wrong way, a redirect, a \
                proxy that rewrites bodies, and a way slower than Shopify waits. Nothing follows from that delivery but a \
                row in the transactions. The exit code is 1 if something is missing or wrong.

                \(WebhooksCommand.legend)
                """
        )

        @Argument(help: "Channels of shops; none: all.")
        var channels: [String] = []
        @OptionGroup var door: DoorOptions
        @Flag(help: "Send a signed delivery to the address, too.")
        var ping = false
        @Flag(help: "Print JSON.")
        var json = false
        @OptionGroup var connection: ConnectionOptions
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        func validate() throws {
            _ = try door.address(connection)
        }

        func perform() async throws {
            let address = try door.address(connection)
            let reports = try await Session.run(connection, settings) { session in
                var reports: [ShopReport] = []
                for channel in try await session.api.shopChannels(channels) {
                    let report = try await session.api.register(channel, address, prune: false, dryRun: true)
                    let test = ping ? try await session.api.testDelivery(channel, address) : nil
                    reports.append(ShopReport(channel, report, dryRun: true, ping: test))
                }
                return reports
            }
            try ShopReport.show(reports, json: json) { $0.foundWords }
            let amiss = reports.flatMap(\.steps).count(where: \.isAmiss)
            let lost = reports.count { $0.ping?.arrived == false }
            if amiss > 0 {
                throw CommandFailure(
                    "\(amiss) \(amiss == 1 ? "subscription is" : "subscriptions are") missing or wrong: "
                        + "run syncstate webhooks register --address \(address)"
                )
            }
            if lost > 0 { throw CommandFailure("the test delivery did not arrive") }
        }
    }
}
