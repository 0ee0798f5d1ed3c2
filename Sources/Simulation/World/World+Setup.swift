import Inventory
import Sync

extension World {
    /// A merchant's first day: shops are connected and imported in quiet, the sink is told what there is.
    func setUp() async throws {
        let stormy = faults
        faults = .none
        defer { faults = stormy }
        try await forAll { try await open() }
        for sku in skus {
            for (place, shop) in shops.enumerated() where place == 0 || chance.perMille(800) {
                shop.stock(sku, available: chance.number(in: 3...20))
            }
        }
        clock.advance(milliseconds: 5_000)
        for _ in 0..<4 { sellAtShop() }
        refundAtShop()
        clock.advance(milliseconds: 5_000)
        for shop in shops { try await backend?.put(shop) }
        try await backend?.put(sink.channelId, .http(url: "https://sink.example/counts"))
        try await forAll { try await backend?.reload() }
        for shop in shops {
            _ = try await backend?.operations.importCatalogue(Self.tenant, shop.channelId, dryRun: false)
        }
        watch.beginTruth()
    }
}
