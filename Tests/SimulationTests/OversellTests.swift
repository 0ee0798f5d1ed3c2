import Foundation
import Testing

@testable import Simulation

@Suite("Strategies compared in a rush")
struct OversellTests {
    private let options = RushOptions(seed: 3, orders: 400, delaySeconds: 2)

    @Test("Ours oversells less than a blind set, and the same rush comes out the same")
    func better() async throws {
        let ours = try await Oversell().measure(.syncState(buffer: 0), options)
        let again = try await Oversell().measure(.syncState(buffer: 0), options)
        let blind = try await Oversell().measure(.blindSet, options)
        #expect(ours.oversold == again.oversold)
        #expect(ours.lostToCaution == again.lostToCaution)
        #expect(ours.orders > 300)
        #expect(ours.oversold < blind.oversold)
    }

    @Test("The plot is well-formed")
    func plot() async throws {
        var table = OversellTable(RushOptions(seed: 3, orders: 80))
        for strategy in RushStrategy.all where strategy != .syncState(buffer: 0) && strategy != .syncState(buffer: 1) {
            for delay in OversellTable.delays { _ = try await table.measure(strategy, delay: delay) }
        }
        let svg = OversellPlot(table).svg
        #expect(svg.hasPrefix("<svg"))
        #expect(svg.contains("push every 5 minutes"))
        #expect(!svg.contains("nan"))
    }
}
