import Inventory
import Testing

@Suite("Alerts")
struct AlertTests {
    static let start = Timestamp(millisecondsSinceEpoch: 1_790_000_000_000)

    func alert(_ state: Alert.State, read: Bool = true) throws -> Alert {
        Alert(
            alertId: "1",
            key: AlertKey(type: .stockLow, sku: try SKU("A")),
            message: "",
            timestamp: Self.start,
            lastSeen: Self.start,
            read: read,
            state: state
        )
    }

    @Test("A repeat counts up and leaves the merchant's mark alone")
    func repeats() throws {
        let again = try #require(Alert.raised(try alert(.open), message: "m", at: Self.start.adding(.seconds(9))))
        #expect(again.occurrences == 2)
        #expect(again.read)
        #expect(again.lastSeen == Self.start.adding(.seconds(9)))
    }

    @Test("A new crossing within 24 hours reopens the row, unread")
    func reopening() throws {
        let soon = Self.start.adding(.seconds(24 * 3600 - 1))
        let reopened = try #require(Alert.raised(try alert(.resolved), message: "m", at: soon))
        #expect(reopened.state == .open)
        #expect(!reopened.read)
        #expect(reopened.alertId == "1")
    }

    @Test("A crossing a day later is a new row")
    func aDayLater() throws {
        #expect(Alert.raised(try alert(.resolved), message: "m", at: Self.start.adding(.seconds(24 * 3600))) == nil)
        #expect(Alert.raised(nil, message: "m", at: Self.start) == nil)
    }

    @Test("Low, out and oversold are each true or not by themselves")
    func conditions() throws {
        func holding(_ physical: Int64, reserved: Int64 = 0, threshold: Int64? = nil, tracked: Bool = true) throws
            -> StockConditions
        {
            Level(
                sku: try SKU("A"),
                physical: physical,
                reserved: reserved,
                lowStockThreshold: threshold,
                tracked: tracked,
                updatedAt: Self.start
            ).holdingConditions(defaultThreshold: 10)
        }
        #expect(try holding(11) == [])
        #expect(try holding(10) == [.low])
        #expect(try holding(10, threshold: 9) == [])
        #expect(try holding(5, reserved: 5) == [.low, .out])
        #expect(try holding(-1) == [.low, .out, .oversold])
        #expect(try holding(-1, tracked: false) == [])
    }
}
