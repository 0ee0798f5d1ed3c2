/// One HTTP request to the outer world.
package struct OutboundRequest: Sendable {
    package var method: String

    /// Absolute, `http` or `https`, without user name and password: credentials belong into a header.
    package var url: String

    /// Sent in this order. Names are tokens, values have no control characters. `Content-Length`, `Transfer-Encoding`,
    /// `Connection` and `Expect` are the client's own and refused.
    package var headers: [(name: String, value: String)]

    package var body: [UInt8]

    /// In place of ``body``: one that is read while it is sent. Such a request is never sent a second time.
    package var upload: Upload?

    /// Takes the body of a 2xx response piece by piece, in place of ``OutboundResponse/body`` and without regard to
    /// ``maxResponseBytes``. What it throws ends the request as ``CurlError/Kind/bodyFailed``.
    ///
    /// It runs on the client's thread, which does nothing else meanwhile.
    package var download: (@Sendable (UnsafeRawBufferPointer) throws -> Void)?

    /// From the call of ``CurlClient/send(_:)`` to the last byte of the response, with the wait for a free connection.
    package var timeout: Duration

    /// For resolving the name, connecting and the TLS handshake together; ``timeout`` holds beside it.
    package var connectTimeout: Duration

    /// A response whose body is longer ends the request with ``CurlError/Kind/responseTooLarge``.
    package var maxResponseBytes: Int

    package var awsSigV4: AWSSigV4?

    /// Whether a peer that gets the request twice ends in the same state as if it got it once (RFC 9110, section 9.2.2).
    ///
    /// A kept-alive connection can die just as a request goes out on it. Only an idempotent request is then sent once
    /// more on a fresh connection; any other fails with ``CurlError/Kind/connectionLost``.
    package var isIdempotent: Bool

    /// - Parameter isIdempotent: if nil, what the method promises.
    package init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(5),
        maxResponseBytes: Int = 1 << 20,
        awsSigV4: AWSSigV4? = nil,
        isIdempotent: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maxResponseBytes = maxResponseBytes
        self.awsSigV4 = awsSigV4
        self.isIdempotent = isIdempotent ?? Self.idempotentMethods.contains(method)
    }

    /// A body that comes from elsewhere while it is sent.
    package struct Upload: Sendable {
        /// Nil if nobody knows it beforehand: the body is sent in chunks then.
        package let length: Int64?
        /// Fills the buffer as far as it likes and answers how far; 0 is the end. What it throws ends the request as
        /// ``CurlError/Kind/bodyFailed``.
        ///
        /// It runs on the client's thread, which does nothing else meanwhile: what may wait long belongs into a client of
        /// its own.
        package let read: @Sendable (UnsafeMutableRawBufferPointer) throws -> Int

        package init(
            length: Int64?,
            read: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws -> Int
        ) {
            self.length = length
            self.read = read
        }
    }

    private static let idempotentMethods: Set<String> = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]
}
