package import CurlClient
import Inventory
package import Sync

/// The way out to one location of one Shopify shop, through the Admin GraphQL API.
package struct ShopifyGateway: ChannelGateway {
    /// The most entries that Shopify takes in one list.
    package let batchLimit = 250

    let admin: AdminClient
    let locationId: GlobalID<Resource.Location>

    /// `timeout` is for each request; one call may need several.
    package init(
        settings: Channel.ShopifySettings,
        accessToken: String,
        client: CurlClient,
        timeout: Duration = .seconds(30)
    ) {
        admin = AdminClient(
            client: client,
            base: settings.adminUrl.map(Self.withoutTrailingSlashes) ?? "https://\(settings.shop)",
            apiVersion: settings.apiVersion,
            accessToken: accessToken,
            timeout: timeout
        )
        locationId = GlobalID(settings.locationId)
    }

    /// What `admin.run` gives; a failure in the terms of the port.
    func read<Operation: AdminOperation>(
        _ operation: Operation.Type,
        _ variables: Operation.Variables
    ) async throws(GatewayError) -> AdminAnswer<Operation.Answer> {
        do throws(AdminFailure) {
            return try await admin.run(operation, variables)
        } catch {
            throw error.error
        }
    }

    private static func withoutTrailingSlashes(_ url: String) -> String {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }
}
