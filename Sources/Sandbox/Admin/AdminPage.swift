import Foundation

/// Where an entry stands in a sorted list: by a value, and among equals by an id.
struct PageKey: Sendable, Comparable {
    let value: Int64
    let id: Int64

    init(value: Int64 = 0, id: Int64) {
        self.value = value
        self.id = id
    }

    /// As recorded of Shopify: base64 of a JSON object.
    var cursor: String {
        let object: JSONValue = ["last_id": .integer(id), "last_value": .string("\(value)")]
        return Data(object.bytes).base64EncodedString()
    }

    /// Nil for what is no cursor.
    init?(cursor: String) {
        guard let bytes = Data(base64Encoded: cursor),
            case .success(let object) = Result(catching: { try JSONValue(Array(bytes)) }),
            let id = object["last_id"].number, let value = object["last_value"].text.flatMap({ Int64($0) })
        else { return nil }
        self.init(value: value, id: id)
    }

    static func < (one: PageKey, other: PageKey) -> Bool { (one.value, one.id) < (other.value, other.id) }
}

/// A connection's page: `first`, `after`, `last`, `before` and `reverse` as Shopify has them.
enum AdminPage {
    static let maximum = 250

    /// `elements` in the order of their keys, all of which differ.
    static func connection<Element: AdminObject>(
        _ nodeType: String,
        of elements: [Element],
        _ field: GraphQLFieldCall,
        _ context: AdminContext,
        key: (Element) -> PageKey
    ) throws(GraphQLError) -> AdminValue {
        let isReversed = field.arguments["reverse"] == .bool(true)
        let list = isReversed ? elements.reversed() : elements
        func isBefore(_ one: PageKey, _ other: PageKey) -> Bool { isReversed ? other < one : one < other }

        let after = try cursor("after", field)
        let before = try cursor("before", field)
        let low = after.map { after in list.partitioningIndex { isBefore(after, key($0)) } } ?? 0
        let high = before.map { before in list.partitioningIndex { !isBefore(key($0), before) } } ?? list.count
        var range = low..<max(low, high)
        if !context.isBulk {
            let size = try size(field)
            let count = min(size.count, context.pageLimit, range.count)
            range =
                size.isFirst
                ? range.lowerBound..<range.lowerBound + count : range.upperBound - count..<range.upperBound
        }

        let page = list[range]
        let edges = page.map { element in
            AdminRecord("\(nodeType)Edge", ["cursor": .text(key(element).cursor), "node": .object(element)])
        }
        let pageInfo = AdminRecord(
            "PageInfo",
            [
                "hasNextPage": .flag(range.upperBound < list.count), "hasPreviousPage": .flag(range.lowerBound > 0),
                "startCursor": .text(page.first.map { key($0).cursor }),
                "endCursor": .text(page.last.map { key($0).cursor }),
            ]
        )
        return .object(
            AdminRecord(
                "\(nodeType)Connection",
                ["nodes": .objects(Array(page)), "edges": .objects(edges), "pageInfo": .object(pageInfo)]
            )
        )
    }

    private static func size(_ field: GraphQLFieldCall) throws(GraphQLError) -> (count: Int, isFirst: Bool) {
        let first = field.arguments["first"].number
        let last = field.arguments["last"].number
        guard let count = first ?? last, first == nil || last == nil else {
            throw field.error("you must provide one of first or last", code: "BAD_REQUEST")
        }
        let name = first == nil ? "last" : "first"
        guard count >= 0 else { throw field.error("\(name) cannot be negative", code: "BAD_REQUEST") }
        guard count <= maximum else { throw field.error("\(name) cannot exceed \(maximum)", code: "BAD_REQUEST") }
        return (Int(count), first != nil)
    }

    private static func cursor(_ name: String, _ field: GraphQLFieldCall) throws(GraphQLError) -> PageKey? {
        guard let text = field.arguments[name].text else { return nil }
        guard let key = PageKey(cursor: text) else {
            throw field.error("Invalid cursor for current pagination sort.", code: "BAD_REQUEST")
        }
        return key
    }
}

extension Array {
    /// The first index whose element, and every later one, belongs to the second part.
    fileprivate func partitioningIndex(_ belongsToSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
