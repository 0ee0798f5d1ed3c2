import CCurl

extension EasyHandle {
    /// What holds for every request.
    func setRules(of configuration: CurlClient.Configuration) throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        // Else removing a transfer waits for its resolver thread, which a silent name server can hold for seconds.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // HTTP/2 in libcurl 7.88 lacks many later fixes.
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        // Empty means none; unset would mean what the environment says.
        try set(CURLOPT_PROXY, configuration.proxy ?? "")
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let file = configuration.certificateAuthorityFile { try set(CURLOPT_CAINFO, file) }
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_USERAGENT, configuration.userAgent)
    }

    func setMethodAndBody(of request: OutboundRequest) throws(CurlError) {
        let method = request.method
        if let upload = request.upload {
            try set(CURLOPT_UPLOAD, 1)
            try setOffset(CURLOPT_INFILESIZE_LARGE, upload.length.map(Int.init) ?? -1)
            try set(CURLOPT_CUSTOMREQUEST, method)
        } else if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
            try set(CURLOPT_POST, 1)
            // The size first: COPYPOSTFIELDS copies that many bytes.
            try setOffset(CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            // An empty array need not have an address, and none would mean that a callback delivers the body.
            let bytes = request.body.isEmpty ? [0] : request.body
            try set(CURLOPT_COPYPOSTFIELDS, copying: bytes)
            if method != "POST" { try set(CURLOPT_CUSTOMREQUEST, method) }
        } else if method == "HEAD" {
            // Nothing comes, whatever length the response announces.
            try set(CURLOPT_NOBODY, 1)
        } else {
            try set(CURLOPT_HTTPGET, 1)
            if method != "GET" { try set(CURLOPT_CUSTOMREQUEST, method) }
        }
    }

    func setSignature(_ sigV4: AWSSigV4) throws(CurlError) {
        try set(CURLOPT_AWS_SIGV4, "aws:amz:\(sigV4.region):\(sigV4.service)")
        // Apart, not as CURLOPT_USERPWD, which would split at the first colon.
        try set(CURLOPT_USERNAME, sigV4.accessKeyID)
        try set(CURLOPT_PASSWORD, sigV4.secretAccessKey)
    }
}
