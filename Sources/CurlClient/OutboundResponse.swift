/// A complete response. Any status is a response: 500 is not an error here.
package struct OutboundResponse: Sendable {
    package let status: Int
    package let headers: ResponseHeaders
    package let body: [UInt8]
    package let timings: Timings

    package struct Timings: Sendable {
        /// From the call of ``CurlClient/send(_:)`` until the request got its turn.
        package let queued: Duration
        /// From its turn until the connection stood, TLS included; zero on a kept-alive connection.
        package let connect: Duration
        /// From its turn until the response's first byte.
        package let firstByte: Duration
        /// From its turn until the response's last byte.
        package let total: Duration
    }
}
