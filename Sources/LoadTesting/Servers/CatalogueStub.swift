import Foundation
import NIOCore
import NIOPosix

/// As much of the shop's Admin API as the import of its catalogue asks for: pages of items with their levels.
final class CatalogueStub: Sendable {
    private let channel: any Channel

    /// A shop of so many SKUs.
    init(skus: Int) async throws {
        let pages = CataloguePages(skus: skus)
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let connection = ServedConnection { request, channel in
                        channel.writeAndFlush(pages.answer(request), promise: nil)
                    }
                    try child.pipeline.syncOperations.addHandler(connection)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    func shutDown() async throws {
        try await channel.close()
    }
}

struct CataloguePages: Sendable {
    let skus: Int
    /// Long before any order of a run, so that none is contained in these levels.
    private let updatedAt = Date(timeIntervalSinceNow: -3600).formatted(.iso8601)

    private static let pageLimit = 250
    private static let after = Array(#""after":""#.utf8)

    init(skus: Int) {
        self.skus = skus
    }

    /// The answer to a request for a page. The cursor is the number of the first SKU behind the page before.
    func page(request: ByteBuffer) -> String {
        let body = request.readableBytesView
        var start = 0
        if let cursor = body.firstRange(of: Self.after) {
            start =
                Int(String(decoding: body[cursor.upperBound...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self))
                ?? 0
        }
        let end = min(start + Self.pageLimit, skus)
        let nodes = (start..<end).map { sku in
            """
            {"updatedAt":"\(updatedAt)","quantities":[{"quantity":\(BenchmarkShop.physical)}],\
            "item":{"id":"gid://shopify/InventoryItem/\(48_000_000_000_000 + sku)",\
            "sku":"\(BenchmarkShop.sku(sku))","tracked":true}}
            """
        }
        return """
            {"data":{"location":{"inventoryLevels":{"nodes":[\(nodes.joined(separator: ","))],\
            "pageInfo":{"hasNextPage":\(end < skus),"endCursor":"\(end)"}}}}}
            """
    }

    /// The same as a whole message.
    func answer(_ request: Message) -> ByteBuffer {
        let body = page(request: request.body)
        let head = """
            HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: \(Self.date)\r\n\
            Content-Length: \(body.utf8.count)\r\n\r\n
            """
        return ByteBuffer(string: head + body)
    }

    /// RFC 9110, section 5.6.7.
    private static var date: String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: .now)
    }
}
