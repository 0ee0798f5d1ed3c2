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

        @OptionGroup var shops: ShopsOptions

        private struct Listed: Encodable, Sendable {
            let channelId: String
            let subscriptions: [ShopSubscription]
        }

        func perform() async throws {
            let lists = try await shops.each { api, channel in
                Listed(channelId: channel, subscriptions: try await api.subscriptions(channel))
            }
            if shops.json { return try JSONOutput.print(lists) }
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
