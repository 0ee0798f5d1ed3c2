// swift-format-ignore-file: AlwaysUseLowerCamelCase
// C constants keep their C spelling, so that they can be looked up.

import CCurl

/// A `CURLcode` of libcurl: why a transfer ended.
package struct CurlCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let CURLE_OK = CurlCode(rawValue: 0)
    package static let CURLE_URL_MALFORMAT = CurlCode(rawValue: 3)
    package static let CURLE_COULDNT_RESOLVE_PROXY = CurlCode(rawValue: 5)
    package static let CURLE_COULDNT_RESOLVE_HOST = CurlCode(rawValue: 6)
    package static let CURLE_COULDNT_CONNECT = CurlCode(rawValue: 7)
    package static let CURLE_PARTIAL_FILE = CurlCode(rawValue: 18)
    package static let CURLE_WRITE_ERROR = CurlCode(rawValue: 23)
    package static let CURLE_OUT_OF_MEMORY = CurlCode(rawValue: 27)
    package static let CURLE_OPERATION_TIMEDOUT = CurlCode(rawValue: 28)
    package static let CURLE_SSL_CONNECT_ERROR = CurlCode(rawValue: 35)
    package static let CURLE_ABORTED_BY_CALLBACK = CurlCode(rawValue: 42)
    package static let CURLE_GOT_NOTHING = CurlCode(rawValue: 52)
    package static let CURLE_SSL_ENGINE_NOTFOUND = CurlCode(rawValue: 53)
    package static let CURLE_SSL_ENGINE_SETFAILED = CurlCode(rawValue: 54)
    package static let CURLE_SEND_ERROR = CurlCode(rawValue: 55)
    package static let CURLE_RECV_ERROR = CurlCode(rawValue: 56)
    package static let CURLE_SSL_CERTPROBLEM = CurlCode(rawValue: 58)
    package static let CURLE_SSL_CIPHER = CurlCode(rawValue: 59)
    package static let CURLE_PEER_FAILED_VERIFICATION = CurlCode(rawValue: 60)
    package static let CURLE_FILESIZE_EXCEEDED = CurlCode(rawValue: 63)
    package static let CURLE_SEND_FAIL_REWIND = CurlCode(rawValue: 65)
    package static let CURLE_SSL_ENGINE_INITFAILED = CurlCode(rawValue: 66)
    package static let CURLE_SSL_CACERT_BADFILE = CurlCode(rawValue: 77)
    package static let CURLE_SSL_SHUTDOWN_FAILED = CurlCode(rawValue: 80)
    package static let CURLE_SSL_CRL_BADFILE = CurlCode(rawValue: 82)
    package static let CURLE_SSL_ISSUER_ERROR = CurlCode(rawValue: 83)
    package static let CURLE_SSL_PINNEDPUBKEYNOTMATCH = CurlCode(rawValue: 90)
    package static let CURLE_SSL_INVALIDCERTSTATUS = CurlCode(rawValue: 91)
    package static let CURLE_PROXY = CurlCode(rawValue: 97)
    package static let CURLE_SSL_CLIENTCERT = CurlCode(rawValue: 98)
}

extension CurlCode: CustomStringConvertible {
    /// libcurl's fixed sentence for the code; it never contains anything of the request.
    package var description: String {
        String(cString: curl_easy_strerror(CURLcode(rawValue: CURLcode.RawValue(truncatingIfNeeded: rawValue))))
    }
}

extension CurlCode {
    init(_ code: CURLcode) {
        self.init(rawValue: Int32(truncatingIfNeeded: code.rawValue))
    }
}
