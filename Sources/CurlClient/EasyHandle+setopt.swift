import CCurl

/// The options by the type of their argument. A refused option is an error: the transfer must not run without it.
extension EasyHandle {
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(ccurl_easy_setopt_long(raw, option, value), option)
    }

    func setOffset(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(ccurl_easy_setopt_offset(raw, option, curl_off_t(value)), option)
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(ccurl_easy_setopt_string(raw, option, value), option)
    }

    /// libcurl keeps the pointer.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(CurlError) {
        try check(ccurl_easy_setopt_pointer(raw, option, value), option)
    }

    /// For options of which libcurl copies the bytes.
    func set(_ option: CURLoption, copying bytes: [UInt8]) throws(CurlError) {
        let code = bytes.withUnsafeBytes {
            // libcurl only reads through the pointer, although its type would let it write.
            ccurl_easy_setopt_pointer(raw, option, UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
        try check(code, option)
    }

    /// libcurl keeps the list's pointer.
    func set(_ option: CURLoption, _ value: HeaderList) throws(CurlError) {
        try check(ccurl_easy_setopt_list(raw, option, value.first), option)
    }

    func set(_ option: CURLoption, _ value: curl_write_callback) throws(CurlError) {
        try check(ccurl_easy_setopt_write(raw, option, value), option)
    }

    func setRead(_ value: curl_read_callback) throws(CurlError) {
        try check(ccurl_easy_setopt_read(raw, value), CURLOPT_READFUNCTION)
    }

    func setPrerequisite(_ value: curl_prereq_callback) throws(CurlError) {
        try check(ccurl_easy_setopt_prereq(raw, value), CURLOPT_PREREQFUNCTION)
    }

    private func check(_ result: CURLcode, _ option: CURLoption) throws(CurlError) {
        let code = CurlCode(result)
        guard code == .CURLE_OK else {
            throw CurlError(.other, code: code, "libcurl refuses its option \(option.rawValue): \(code)")
        }
    }
}
