import ArgumentParser
import Sandbox

struct SandboxCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "A Shopify shop on loopback, to develop and test against.",
        discussion: """
            Examples:
              syncstate sandbox --webhooks-to http://127.0.0.1:3000/webhook/shopify
              syncstate sandbox --catalogue counts.csv --rate 5 --webhooks-to http://127.0.0.1:3000/webhook/shopify
              syncstate sandbox --drop 10 --duplicate 50 --reorder 30 --coalesce 20 --webhooks-to …
              syncstate sandbox --json | jq 'select(.event == "delivered")'

              curl -H 'Content-Type: application/json' -d '{"sku": "MUG-WHITE", "quantity": 2}' \\
                http://127.0.0.1:3100/sandbox/sell
              curl -H 'Content-Type: application/json' -d '{"kind": "lost_reply"}' \\
                http://127.0.0.1:3100/sandbox/faults

            It answers the part of Shopify's Admin GraphQL API that has to do with inventory, as Shopify does: \
            compare-and-set of all or nothing, idempotency keys, costs and throttling, webhook subscriptions, bulk queries. \
            What happens in it is told by signed webhooks, which can be late, lost, doubled, out of order or coalesced, and \
            are tried again when they are not taken. Customers, staff and faults come on command or by --rate. Nothing is \
            kept: another start is a new shop. docs/SANDBOX.md has it all.

            \(ExitCode.legend)
            """
    )

    @Option(help: "Port of 127.0.0.1 to listen on; 0 takes a free one.")
    var port = 3100
    @Option(help: "The shop's name.")
    var shop = "sandbox.myshopify.com"
    @Option(help: ArgumentHelp("The id of its location.", valueName: "id"))
    var location: Int64 = DemoCatalogue.locationId
    @Option(
        help: ArgumentHelp(
            "What is on its shelves: a file as for `syncstate import`, CSV or, by the name, NDJSON. (default: the demo's)",
            valueName: "file"
        ),
        completion: .file()
    )
    var catalogue: String?
    @Option(
        help: ArgumentHelp(
            "Where all webhooks go, as by an app's configuration. (default: only to what is subscribed through the API)",
            valueName: "url"
        )
    )
    var webhooksTo: String?
    @Option(help: "What signs the webhooks: the app's client secret.")
    var secret = "sandbox-secret"
    @Option(help: "The access token that the Admin API takes.")
    var token = "sandbox-token"
    @OptionGroup(title: "Trouble of webhooks") var trouble: SandboxTroubleOptions
    @Option(help: ArgumentHelp("What customers and staff do in a second, on average.", valueName: "per second"))
    var rate = 0.0
    @Option(help: "The same customers and the same trouble again for the same number.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("The bucket of the Admin API's rate limit.", valueName: "points"))
    var bucket = 2000.0
    @Option(help: ArgumentHelp("How fast it fills.", valueName: "points per second"))
    var restore = 100.0
    @Flag(help: "One line of JSON for the shop when it is open, and for each event.")
    var json = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535.") }
        guard shop.hasSuffix(".myshopify.com"), shop.count > ".myshopify.com".count,
            shop.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || "-.".contains($0)) })
        else { throw ValidationError("--shop must be a name such as example.myshopify.com.") }
        guard location > 0 else { throw ValidationError("--location must be over 0.") }
        guard !secret.isEmpty, !token.isEmpty else { throw ValidationError("--secret and --token must not be empty.") }
        guard (0...1000).contains(rate) else { throw ValidationError("--rate must be from 0 to 1000.") }
        guard bucket >= 1, bucket <= 1e9 else { throw ValidationError("--bucket must be from 1 to 1000000000.") }
        guard restore > 0, restore <= 1e9 else { throw ValidationError("--restore must be over 0.") }
        if let webhooksTo, !["http://", "https://"].contains(where: { webhooksTo.hasPrefix($0) }) {
            throw ValidationError("--webhooks-to must be an http or https address.")
        }
    }

    func perform() async throws {
        let items = try catalogue.map { try SandboxCatalogueFile.items(path: $0, shop: shop) } ?? DemoCatalogue.items
        let configuration = SandboxShop.Configuration(
            shop: DemoShop(domain: shop, secret: secret, accessToken: token, locationId: location, items: items),
            webhookAddress: webhooksTo,
            port: port,
            behaviour: trouble.behaviour,
            bucketSize: bucket,
            bucketRestore: restore,
            seed: seed
        )
        try await SandboxRun(configuration: configuration, rate: rate, seed: seed, isJSON: json).perform()
    }
}

/// What may happen to a delivery.
struct SandboxTroubleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many of 100 are never sent.", valueName: "percent"))
    var drop = 0.0
    @Option(help: ArgumentHelp("How many are sent again though they were taken.", valueName: "percent"))
    var duplicate = 0.0
    @Option(help: ArgumentHelp("How many wait, so that others overtake them.", valueName: "percent"))
    var reorder = 0.0
    @Option(help: ArgumentHelp("How long those wait at most.", valueName: "seconds"))
    var longestDelay = 5.0
    @Option(
        help: ArgumentHelp(
            "How many levels are told as they are when the webhook leaves, not as they were.",
            valueName: "percent"
        )
    )
    var coalesce = 0.0
    @Option(help: ArgumentHelp("How long after the change those leave.", valueName: "seconds"))
    var coalesceFor = 0.5
    @Option(help: ArgumentHelp("When the last of 8 retries comes; 14400 is as Shopify.", valueName: "seconds"))
    var retryWithin = 60.0

    func validate() throws {
        for (name, value) in [
            ("drop", drop), ("duplicate", duplicate), ("reorder", reorder), ("coalesce", coalesce),
        ] where !(0...100).contains(value) {
            throw ValidationError("--\(name) must be from 0 to 100.")
        }
        for (name, value) in [
            ("longest-delay", longestDelay), ("coalesce-for", coalesceFor), ("retry-within", retryWithin),
        ] where !(0...86_400).contains(value) {
            throw ValidationError("--\(name) must be from 0 to 86400.")
        }
    }

    var behaviour: DeliveryBehaviour {
        var behaviour = DeliveryBehaviour(
            duplicateProbability: duplicate / 100,
            dropProbability: drop / 100,
            delayProbability: reorder / 100,
            longestDelay: .seconds(longestDelay),
            coalesceProbability: coalesce / 100,
            coalesceTime: .seconds(coalesceFor)
        )
        behaviour.retry(within: .seconds(retryWithin))
        return behaviour
    }
}
