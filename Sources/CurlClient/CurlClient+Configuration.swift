extension CurlClient {
    /// Limits, and what holds for all requests.
    package struct Configuration: Sendable {
        /// How many requests are performed at one time; the others wait for their turn.
        package var maxInFlight: Int

        /// The same for one origin (scheme, host and port), which is also the number of connections to it.
        package var maxInFlightPerOrigin: Int

        /// How many requests may wait beside `maxInFlight` under way; more are refused as
        /// ``CurlError/Kind/overloaded``.
        package var maxWaiting: Int

        /// A response whose header lines are longer in all ends the request with ``CurlError/Kind/responseTooLarge``.
        package var maxResponseHeaderBytes: Int

        /// An `http`, `https` or `socks5h` URL, which may hold credentials; nil for none. The environment's proxy
        /// settings are never heeded.
        package var proxy: String?

        /// A PEM file of the authorities to trust in place of the system's.
        package var certificateAuthorityFile: String?

        package var userAgent: String

        package init(
            maxInFlight: Int = 64,
            maxInFlightPerOrigin: Int = 8,
            maxWaiting: Int = 10_000,
            maxResponseHeaderBytes: Int = 64 << 10,
            proxy: String? = nil,
            certificateAuthorityFile: String? = nil,
            userAgent: String = "SyncState"
        ) {
            self.maxInFlight = maxInFlight
            self.maxInFlightPerOrigin = maxInFlightPerOrigin
            self.maxWaiting = maxWaiting
            self.maxResponseHeaderBytes = maxResponseHeaderBytes
            self.proxy = proxy
            self.certificateAuthorityFile = certificateAuthorityFile
            self.userAgent = userAgent
        }
    }
}

extension CurlClient.Configuration {
    /// - Throws: ``CurlError/Kind/invalidRequest``, naming the setting and the rule it breaks.
    func check() throws(CurlError) {
        guard maxInFlight > 0, maxInFlightPerOrigin > 0, maxWaiting >= 0 else {
            throw CurlError(
                .invalidRequest,
                "maxInFlight and maxInFlightPerOrigin must be positive and maxWaiting not negative"
            )
        }
        guard maxResponseHeaderBytes > 0 else {
            throw CurlError(.invalidRequest, "maxResponseHeaderBytes must be positive")
        }
        guard userAgent.isFieldValue else {
            throw CurlError(.invalidRequest, "userAgent contains a control character")
        }
        if let proxy {
            // libcurl quotes a proxy that it does not understand, with its credentials; so it never gets one.
            // Why it cannot be read does not matter.
            let scheme = try? ParsedURL(proxy).part(.scheme)?.lowercased()
            guard let scheme, ["http", "https", "socks5h"].contains(scheme) else {
                throw CurlError(.invalidRequest, "proxy must be an http, https or socks5h URL")
            }
        }
    }
}

extension CurlClient.Configuration: CustomStringConvertible, CustomReflectable {
    /// Without the proxy, which may hold credentials.
    package var description: String {
        """
        CurlClient.Configuration(maxInFlight: \(maxInFlight), maxInFlightPerOrigin: \(maxInFlightPerOrigin), \
        maxWaiting: \(maxWaiting), hasProxy: \(proxy != nil))
        """
    }

    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
