import CCrypto
import CCurl
import Glibc

/// What must be done once in the process, before any other call to libcurl. There is no clean-up: libcurl's global state
/// ends with the process.
enum CurlGlobal {
    /// Does it at the first call.
    static func initialize() throws(CurlError) {
        guard result == .CURLE_OK else {
            throw CurlError(.other, code: result, "libcurl cannot be initialized: \(result)")
        }
    }

    private static let result: CurlCode = {
        // OpenSSL's own exit handler would free its state under the feet of a thread that still uses it.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        // A peer that closes must not end the process; CURLOPT_NOSIGNAL leaves that to us.
        signal(SIGPIPE, SIG_IGN)
        return CurlCode(curl_global_init(Int(CURL_GLOBAL_DEFAULT)))
    }()
}
