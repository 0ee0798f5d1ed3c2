import CCurl

/// A URL taken apart by libcurl's own parser, so that what is checked is what is called.
final class ParsedURL {
    enum Part {
        case scheme, user, password, host, port

        fileprivate var code: CURLUPart {
            switch self {
            case .scheme: CURLUPART_SCHEME
            case .user: CURLUPART_USER
            case .password: CURLUPART_PASSWORD
            case .host: CURLUPART_HOST
            case .port: CURLUPART_PORT
            }
        }
    }

    private let raw: OpaquePointer

    init(_ text: String) throws(CurlError) {
        // An embedded zero would end the C string early; libcurl refuses the other control characters itself.
        guard !text.utf8.contains(0) else {
            throw CurlError(.invalidRequest, "the URL contains a zero byte")
        }
        guard let handle = curl_url() else {
            throw CurlError(.other, code: .CURLE_OUT_OF_MEMORY, CurlCode.CURLE_OUT_OF_MEMORY.description)
        }
        raw = handle
        let result = curl_url_set(raw, CURLUPART_URL, text, 0)
        guard result == CURLUE_OK else {
            // The URL itself may hold a secret, so it is not quoted.
            throw CurlError(
                .invalidRequest,
                "the URL is not a valid absolute URL: \(String(cString: curl_url_strerror(result)))"
            )
        }
    }

    deinit {
        curl_url_cleanup(raw)
    }

    /// The part as written; nil if the URL has none. A port is completed from the scheme.
    func part(_ part: Part) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(raw, part.code, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
