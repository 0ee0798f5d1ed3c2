import ArgumentParser

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Have a shop deliver its webhooks here, and see whether it does.",
        discussion: """
            Examples:
              syncstate webhooks register --address https://sync.example.com --dry-run
              syncstate webhooks register --address https://sync.example.com
              syncstate webhooks verify --address https://sync.example.com --ping
              syncstate webhooks list

            For shops whose app has no configuration file: where it has one, webhooks/shopify.app.toml subscribes to the same \
            topics, and Shopify never takes such subscriptions away. Those made here are taken away after eight failed \
            deliveries in a row; `verify` and `doctor` tell of it.

            The mandatory topics customers/data_request, customers/redact and shop/redact cannot be subscribed here: \
            Shopify takes their address from the app's configuration or settings only.
            """,
        subcommands: [Register.self, List.self, Verify.self]
    )

    /// Stands in the help of every one of these commands.
    static let legend = """
        Needs the channel's access token, which the server (or the database of the settings) keeps sealed; set it with \
        SHOPIFY_ACCESS_TOKEN or PUT /v1/channels/{id}.

        \(ConnectionOptions.legend)

        \(ExitCode.legend)
        """
}
