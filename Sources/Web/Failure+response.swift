import HTTPTypes
import Hummingbird
import Inventory
import JSONPull

extension Failure {
    /// The envelope of the interface's Conventions.
    func response(requestId: String) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.member("success", false)
            json.member("error", status.reasonPhrase)
            json.member("code", code)
            json.member("message", message)
            json.member("details", array: details) { json, problem in
                json.object { json in
                    json.member("field", problem.field)
                    json.member("message", problem.message)
                }
            }
            json.member("requestId", requestId)
        }
        var response = Response(
            status: status,
            headers: .api,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
        response.headers[.requestId] = requestId
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}
