import CurlClient
import Foundation
import HTTPTypes
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sync

@testable import Sandbox
@testable import Shopify

/// A shop on loopback that answers as the test says.
struct ScriptedShop: Sendable {
    typealias Request = LoopbackListener.Request
    typealias Answer = LoopbackListener.Answer

    static let locationId: Int64 = 9

    let shops: ShopifyShops
    let url: String

    /// Runs `body` while the shop is open.
    static func with<Result: Sendable>(
        clock: any WallClock = RealClock(),
        bulkThreshold: Int? = nil,
        timeout: Duration = .seconds(10),
        respond: @escaping @Sendable (Request) async -> Answer,
        _ body: @Sendable (ScriptedShop) async throws -> Result
    ) async throws -> Result {
        let client = try CurlClient()
        let port = Latch<Int>()
        let logger = Logger(label: "scripted") { _ in SwiftLogNoOpLogHandler() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await LoopbackListener.run(port: 0, running: port, logger: logger, respond: respond)
            }
            let result: Swift.Result<Result, any Error>
            do {
                let shops = ShopifyShops(
                    client: client,
                    clock: clock,
                    options: ShopifyShops.Options(
                        timeout: timeout,
                        bulkThreshold: bulkThreshold,
                        spoolFolder: FileManager.default.temporaryDirectory.path
                    ),
                    logger: logger
                )
                let shop = ScriptedShop(shops: shops, url: "http://127.0.0.1:\(try await port.value())")
                result = .success(try await body(shop))
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            await client.shutdown()
            return try result.get()
        }
    }

    func gateway(
        _ credentials: ChannelCredentials = ChannelCredentials(accessToken: "shpat_1", signingSecrets: []),
        locationId: Int64 = Self.locationId,
        keeper: (any TokenKeeper)? = nil
    ) -> ShopifyGateway {
        shops.gateway(
            to: Channel.ShopifySettings(
                shop: "scripted.myshopify.com",
                locationId: locationId,
                adminUrl: url,
                apiVersion: "2026-07",
                authority: .adopt
            ),
            of: .default,
            credentials: credentials,
            keeper: keeper
        )
    }
}

extension ScriptedShop.Request {
    var text: String { String(decoding: body, as: UTF8.self) }

    var isGraphQL: Bool { path.hasSuffix("graphql.json") }

    /// The name of the operation that is asked for.
    var operation: String {
        struct Named: Decodable { let operationName: String }
        return (try? JSONDecoder().decode(Named.self, from: Data(body)).operationName) ?? ""
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.rawName.lowercased() == name.lowercased() }?.value
    }
}

extension ScriptedShop.Answer {
    /// Dated, as every answer of Shopify's is.
    static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Self {
        var reply = LoopbackListener.Reply(status: status)
        reply.headers[.contentType] = "application/json"
        reply.headers[.date] = HTTPDate(secondsSinceEpoch: 1_795_253_400).text
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { reply.headers[name] = value }
        }
        reply.body = Array(text.utf8)
        return .reply(reply)
    }
}
