/// Why a request got no response.
///
/// Nothing in it is secret: it names the method and the origin (scheme, host, port), never the path, the query, a header
/// or a body.
package struct CurlError: Error, Sendable {
    package enum Kind: String, Sendable {
        /// The request breaks a rule of this client; sending it again cannot help.
        case invalidRequest
        /// The request's time was up, be it waiting for its turn, connecting or waiting for the response.
        case timedOut
        case couldNotConnect
        case couldNotResolve
        /// No trustworthy TLS connection came about.
        case tls
        /// The connection broke before the whole response had arrived.
        case connectionLost
        case responseTooLarge
        /// What gives the request's body or takes the response's could not go on.
        case bodyFailed
        /// The task that was sending was cancelled.
        case cancelled
        /// The client is, or was while the request was under way, shut down.
        case shutDown
        /// Too many requests are under way and waiting already.
        case overloaded
        case other
    }

    package let kind: Kind

    /// libcurl's own code, where libcurl ended the transfer.
    package let code: CurlCode?

    /// A sentence for a person.
    package let message: String

    /// Whether the request, or a part of it, could have reached the peer. `false` is certain: the peer saw nothing of it.
    package let mayHaveBeenSent: Bool

    init(_ kind: Kind, code: CurlCode? = nil, _ message: String, mayHaveBeenSent: Bool = false) {
        self.kind = kind
        self.code = code
        self.message = message
        self.mayHaveBeenSent = mayHaveBeenSent
    }
}

extension CurlError: CustomStringConvertible {
    package var description: String {
        let codeText = code.map { ", curl \($0.rawValue)" } ?? ""
        return "\(kind.rawValue)\(codeText): \(message)\(mayHaveBeenSent ? " (may have been sent)" : "")"
    }
}
