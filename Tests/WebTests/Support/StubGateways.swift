import Inventory
import NIOConcurrencyHelpers
import Sync

/// Stands for every channel: answers with the catalogue that a test puts there.
final class StubGateways: ChannelGatewayFactory {
    struct State {
        var catalogue: [LevelReading.Entry] = []
        var failure: GatewayError?
        var readAt = Timestamp(iso8601: "2026-11-21T09:30:00Z") ?? .distantPast
        /// Held back until somebody lets it go.
        var gate: AsyncStream<Void>?
        /// Told of everyone who stands at the gate.
        var arrival: AsyncStream<Void>.Continuation?
    }

    let state = NIOLockedValueBox(State())

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway { Gateway(state: state) }

    private struct Gateway: ChannelGateway {
        let state: NIOLockedValueBox<State>
        let batchLimit = 250

        func push(_ batch: PushBatch) async -> PushReport {
            PushReport(.answered(batch.items.map { _ in .told(at: nil) }))
        }

        func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading { try await page().reading }

        func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage { try await page() }

        func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
            OrdersPage(orders: [], next: nil)
        }

        func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? { nil }

        private func page() async throws(GatewayError) -> CatalogPage {
            let state = state.withLockedValue { $0 }
            if let gate = state.gate {
                state.arrival?.yield()
                for await _ in gate {}
            }
            if let failure = state.failure { throw failure }
            return CatalogPage(reading: LevelReading(entries: state.catalogue, readAt: state.readAt), next: nil)
        }
    }
}
