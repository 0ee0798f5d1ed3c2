extension CurlError.Kind {
    /// What a failed transfer's code means to a caller.
    init(_ code: CurlCode) {
        self =
            switch code {
            case .CURLE_OPERATION_TIMEDOUT:
                .timedOut
            case .CURLE_COULDNT_RESOLVE_HOST, .CURLE_COULDNT_RESOLVE_PROXY:
                .couldNotResolve
            case .CURLE_COULDNT_CONNECT, .CURLE_PROXY:
                .couldNotConnect
            case .CURLE_SSL_CONNECT_ERROR, .CURLE_SSL_ENGINE_NOTFOUND, .CURLE_SSL_ENGINE_SETFAILED,
                .CURLE_SSL_CERTPROBLEM, .CURLE_SSL_CIPHER, .CURLE_PEER_FAILED_VERIFICATION,
                .CURLE_SSL_ENGINE_INITFAILED, .CURLE_SSL_CACERT_BADFILE, .CURLE_SSL_SHUTDOWN_FAILED,
                .CURLE_SSL_CRL_BADFILE, .CURLE_SSL_ISSUER_ERROR, .CURLE_SSL_PINNEDPUBKEYNOTMATCH,
                .CURLE_SSL_INVALIDCERTSTATUS, .CURLE_SSL_CLIENTCERT:
                .tls
            case .CURLE_GOT_NOTHING, .CURLE_SEND_ERROR, .CURLE_RECV_ERROR, .CURLE_PARTIAL_FILE,
                // A kept-alive connection died, and what was streamed cannot be streamed again.
                .CURLE_SEND_FAIL_REWIND:
                .connectionLost
            case .CURLE_FILESIZE_EXCEEDED:
                .responseTooLarge
            case .CURLE_URL_MALFORMAT:
                .invalidRequest
            default:
                .other
            }
    }

    /// Whether libcurl's detailed message may be shown for this kind. Those of connecting, TLS and broken connections
    /// speak of hosts, ports and certificates only; others may quote what a peer or a request said.
    var hasHarmlessDetail: Bool {
        switch self {
        case .timedOut, .couldNotConnect, .couldNotResolve, .tls, .connectionLost: true
        default: false
        }
    }
}

extension CurlError {
    /// The error of a transfer that libcurl ended with `code`.
    ///
    /// - Parameter detail: the content of libcurl's error buffer; empty if it wrote none.
    init(code: CurlCode, detail: String, label: String, mayHaveBeenSent: Bool) {
        let kind = Kind(code)
        let reason = kind.hasHarmlessDetail && !detail.isEmpty ? detail : code.description
        self.init(kind, code: code, "\(label): \(reason)", mayHaveBeenSent: mayHaveBeenSent)
    }
}
