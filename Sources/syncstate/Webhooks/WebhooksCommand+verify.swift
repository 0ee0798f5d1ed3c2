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

        @OptionGroup var shops: ShopsOptions
        @OptionGroup var door: DoorOptions
        @Flag(help: "Send a signed delivery to the address, too.")
        var ping = false

        func validate() throws {
            _ = try door.address(shops.connection)
        }

        func perform() async throws {
            let address = try door.address(shops.connection)
            let reports = try await shops.each { api, channel in
                let report = try await api.register(channel, address, prune: false, dryRun: true)
                let test = ping ? try await api.testDelivery(channel, address) : nil
                return ShopReport(channel, report, dryRun: true, ping: test)
            }
            try ShopReport.show(reports, json: shops.json) { $0.foundWords }
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
