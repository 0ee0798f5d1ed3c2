import Foundation
import NIOCore
import Testing

@testable import LoadTesting

struct CataloguePagesTests {
    @Test func pagesFollowEachOtherToTheEnd() throws {
        let pages = CataloguePages(skus: 600)
        var skus: [String] = []
        var cursor: String?
        repeat {
            let variables = cursor.map { #","after":"\#($0)""# } ?? ""
            let page = pages.page(request: ByteBuffer(string: #"{"variables":{"first":250\#(variables)}}"#))
            let answer = try JSONDecoder().decode(Answer.self, from: Data(page.utf8)).data.location.inventoryLevels
            skus += answer.nodes.map(\.item.sku)
            cursor = answer.pageInfo.hasNextPage ? answer.pageInfo.endCursor : nil
        } while cursor != nil
        #expect(skus == (0..<600).map(BenchmarkShop.sku))
    }

    private struct Answer: Decodable {
        let data: Data

        struct Data: Decodable { let location: Location }
        struct Location: Decodable { let inventoryLevels: Levels }
        struct Levels: Decodable {
            let nodes: [Node]
            let pageInfo: PageInfo
        }
        struct Node: Decodable { let item: Item }
        struct Item: Decodable { let sku: String }
        struct PageInfo: Decodable {
            let hasNextPage: Bool
            let endCursor: String
        }
    }
}
