/// One operation of the Admin GraphQL API: what is asked, with what, and what comes back.
///
/// Each stands in a file of its own with its document as one plain literal named `document`: a test reads them from
/// there and validates every one against Shopify's schema.
protocol AdminOperation: Sendable {
    associatedtype Variables: Encodable & Sendable
    associatedtype Answer: Decodable & Sendable

    /// As in the document.
    static var name: String { get }
    static var document: String { get }
    /// How many things are asked for or written: what the request costs goes by it.
    static func size(of variables: Variables) -> Int
}

extension AdminOperation {
    static func size(of variables: Variables) -> Int { 1 }
}

/// Where a page of a connection ends.
struct PageInfo: Decodable, Sendable {
    let hasNextPage: Bool
    let endCursor: String?

    /// Nil on the last page.
    var next: String? { hasNextPage ? endCursor : nil }
}
