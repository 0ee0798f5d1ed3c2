import Foundation
import Testing

@testable import Shopify

struct GlobalIDTests {
    @Test func readsIdsExactly() {
        #expect(
            GlobalID<Resource.Order>(text: "gid://shopify/Order/820982911946154508")?.number == 820_982_911_946_154_508
        )
        #expect(
            GlobalID<Resource.InventoryItem>(text: "gid://shopify/InventoryItem/9223372036854775807")?.number == .max
        )
        #expect(GlobalID<Resource.Location>(text: "gid://shopify/Location/1?x=2")?.number == 1)
    }

    @Test(
        arguments: [
            "", "1", "gid://shopify/Order/", "gid://shopify/Order/0", "gid://shopify/Order/-1",
            "gid://shopify/Order/1.0",
            "gid://shopify/LineItem/1", "gid://other/Order/1", "gid://shopify/Order/9223372036854775808",
        ]
    )
    func refusesOthers(text: String) {
        #expect(GlobalID<Resource.Order>(text: text) == nil)
    }

    @Test func travelsAsText() throws {
        let id = GlobalID<Resource.LineItem>(487_817_672_276_298_554)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let bytes = try encoder.encode([id])
        #expect(String(decoding: bytes, as: UTF8.self) == #"["gid://shopify/LineItem/487817672276298554"]"#)
        #expect(try JSONDecoder().decode([GlobalID<Resource.LineItem>].self, from: bytes) == [id])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([GlobalID<Resource.Order>].self, from: bytes)
        }
    }
}
