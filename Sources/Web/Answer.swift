import HTTPTypes
import Hummingbird
import JSONPull
import Sync

/// A 2xx answer with a JSON body, complete and encoded: it can be kept and given again.
struct Answer: Sendable, Equatable {
    let status: HTTPResponse.Status
    let body: [UInt8]

    init(status: HTTPResponse.Status, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// `{"success":true,"data":…}`
    init(_ status: HTTPResponse.Status = .ok, reserving capacity: Int = 512, data: (inout JSONWriter) -> Void) {
        var json = JSONWriter(capacity: capacity)
        json.object { json in
            json.member("success", true)
            json.key("data")
            data(&json)
        }
        self.init(status: status, body: json.bytes)
    }

    /// `{"success":true,"data":[…],"nextCursor":…}`
    init<Element>(_ page: Page<Element>, _ element: (inout JSONWriter, Element) -> Void) {
        var json = JSONWriter(capacity: 256 * (page.items.count + 1))
        json.object { json in
            json.member("success", true)
            json.member("data", array: page.items, element)
            json.member("nextCursor", page.next.map(Cursor.encode))
        }
        self.init(status: .ok, body: json.bytes)
    }

    static let noContent = Answer(status: .noContent, body: [])
}

/// What a handler may answer with.
protocol ResponseConvertible: Sendable {
    var response: Response { get }
}

extension Response: ResponseConvertible {
    var response: Response { self }
}

extension Answer: ResponseConvertible {
    var response: Response {
        if status == .noContent { return Response(status: status, headers: .apiWithoutBody) }
        return Response(status: status, headers: .api, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
