import CCurl

/// A `curl_slist` of header lines. libcurl does not copy it: it must live as long as its transfer.
final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init(_ lines: [String]) throws(CurlError) {
        for line in lines {
            guard let extended = curl_slist_append(first, line) else {
                // The deinit of a class runs, and frees what is there, even if its init throws.
                throw CurlError(.other, code: .CURLE_OUT_OF_MEMORY, CurlCode.CURLE_OUT_OF_MEMORY.description)
            }
            first = extended
        }
    }

    deinit {
        curl_slist_free_all(first)
    }
}
