import ArgumentParser

extension WebhooksCommand {
    struct Register: Command {
        static let configuration = CommandConfiguration(
            abstract: "Subscribe to every topic that is used.",
            discussion: """
                Examples:
                  syncstate webhooks register --address https://sync.example.com --dry-run
                  syncstate webhooks register shopify --address https://sync.example.com
                  syncstate webhooks register --address https://new.example.com --prune

                Creates what is missing and mends what is ours and wrong: another path of the same host, XML, a filter, a \
                choice of fields. What is right is left as it is, so it can be run again at any time. Subscriptions that \
                lead anywhere but to /webhook/shopify are somebody else's and are never touched. With --prune ours that \
                are of no more use go: second ones, topics that nothing follows from, and those that lead to \
                /webhook/shopify of another host, such as an earlier address. Look at them with --dry-run first if \
                another installation may share the app.

                The version in which bodies come is the app's; a different one is said and cannot be changed here.

                \(WebhooksCommand.legend)
                """
        )

        @OptionGroup var shops: ShopsOptions
        @OptionGroup var door: DoorOptions
        @Flag(help: "Take away ours that are of no more use.")
        var prune = false
        @Flag(help: "Say what would be done and do nothing.")
        var dryRun = false

        func validate() throws {
            _ = try door.address(shops.connection)
        }

        func perform() async throws {
            let address = try door.address(shops.connection)
            let reports = try await shops.each { api, channel in
                var report = try await api.register(channel, address, prune: prune, dryRun: true)
                if !dryRun { try await carryOut(&report, channel, address, api) }
                return ShopReport(channel, report, dryRun: dryRun)
            }
            try ShopReport.show(reports, json: shops.json) { dryRun ? $0.plannedWords : $0.doneWords }
            let failures = reports.flatMap(\.steps).count { $0.failure != nil }
            if failures > 0 {
                throw CommandFailure("\(failures) could not be done; run it again when the reason is mended")
            }
        }

        /// Topic by topic, so that one sees it go on and what is done is done.
        private func carryOut(
            _ report: inout SubscriptionReport,
            _ channel: String,
            _ address: String,
            _ api: APIClient
        ) async throws {
            let topics = report.steps.filter(\.isWork).map(\.topic)
            let bar = ProgressBar(channel)
            defer { bar.finish() }
            var seen: Set<String> = []
            for topic in topics where seen.insert(topic).inserted {
                bar.update(Int64(seen.count), of: Int64(Set(topics).count), unit: .items)
                let done = try await api.register(channel, address, prune: prune, topic: topic, dryRun: false)
                report.steps = report.steps.map { step in
                    step.topic != topic
                        ? step
                        : done.steps.first {
                            $0.action == step.action && $0.subscription == step.subscription
                        } ?? step
                }
            }
        }
    }
}

extension SubscriptionReport.Step {
    fileprivate var isWork: Bool { ["create", "update", "delete"].contains(action) }
}
