import ArgumentParser

/// Where the shops' deliveries should lead.
struct DoorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where Shopify reaches this server: https://sync.example.com. (default: that of --url)",
            valueName: "address"
        )
    )
    var address: String?

    func address(_ connection: ConnectionOptions) throws -> String {
        guard let address = address ?? connection.url else {
            throw ValidationError(
                "Where does Shopify reach this server? Say it with --address https://sync.example.com."
            )
        }
        return address
    }
}
