import CurlClient

@testable import Sandbox

/// Whoever calls a shop's Admin API with a document of one's own.
struct GraphQLCaller: Sendable {
    let shop: SandboxShop
    let client: CurlClient

    func call(_ query: String, _ variables: JSONValue = [:]) async throws -> JSONValue {
        let body: JSONValue = ["query": .string(query), "variables": variables]
        let response = try await client.send(
            OutboundRequest(
                method: "POST",
                url: try await shop.adminURL() + "/admin/api/2026-07/graphql.json",
                headers: [
                    ("X-Shopify-Access-Token", DemoShop.north.accessToken), ("Content-Type", "application/json"),
                ],
                body: body.bytes
            )
        )
        return try JSONValue(response.body)
    }
}
