import ArgumentParser

extension WebhooksCommand {
    struct List: Command {
        static let configuration = CommandConfiguration(
            abstract: "List the webhooks that a shop was asked for through its API.",
            discussion: """
                Examples:
                  syncstate webhooks list
                  syncstate webhooks list shopify --json

                Subscriptions of the app's configuration are not among them: Shopify does not list those.

                \(WebhooksCommand.legend)
                """
        )

        @Argument(help: "Channels of shops; none: all.")
        var channels: [String] = []
        @Flag(help: "Print JSON.")
        var json = false
        @OptionGroup var connection: ConnectionOptions
        @OptionGroup(visibility: .hidden) var settings: SettingsOptions

        private struct Listed: Encodable, Sendable {
            let channelId: String
            let subscriptions: [ShopSubscription]
        }

        func perform() async throws {
            let lists = try await Session.run(connection, settings) { session in
                var lists: [Listed] = []
                for channel in try await session.api.shopChannels(channels) {
                    let held = try await session.api.subscriptions(channel)
                    lists.append(Listed(channelId: channel, subscriptions: held))
                }
                return lists
            }
            if json { return try JSONOutput.print(lists) }
            for list in lists where list.subscriptions.isEmpty {
                StandardOutput.print(
                    "\(list.channelId) was asked for none through its API; those of the app's configuration are not listed."
                )
            }
            let rows = lists.flatMap { list in
                list.subscriptions.map { held in
                    [list.channelId, held.topic, held.uri, held.format, held.apiVersion, Self.remarks(held)]
                }
            }
            if !rows.isEmpty { Table.print(heads: ["CHANNEL", "TOPIC", "LEADS TO", "FORMAT", "VERSION", ""], rows) }
        }

        private static func remarks(_ held: ShopSubscription) -> String {
            var remarks: [String] = []
            if held.used == false { remarks.append("nothing follows from it") }
            if let filter = held.filter, !filter.isEmpty { remarks.append("only \(filter)") }
            if !held.includeFields.isEmpty {
                remarks.append("only the fields \(held.includeFields.joined(separator: ", "))")
            }
            return remarks.joined(separator: "; ")
        }
    }
}
