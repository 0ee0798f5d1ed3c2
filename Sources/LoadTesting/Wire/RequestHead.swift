/// The first lines of a request to loopback.
func requestHead(
    _ method: String,
    _ path: String,
    port: Int,
    headers: [(name: String, value: String)] = [],
    bodyLength: Int? = nil
) -> String {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if let bodyLength { head += "Content-Length: \(bodyLength)\r\n" }
    return head + "\r\n"
}
