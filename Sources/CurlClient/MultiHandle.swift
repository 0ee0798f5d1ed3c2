import CCurl

/// A `CURLM` multi handle: the transfers under way, the connections kept alive and the name cache.
///
/// `@unchecked Sendable` because every method but ``wakeup()`` is called on the loop's thread only (or in
/// ``CurlClient``'s init, before there is that thread), and `curl_multi_wakeup` is the one function that libcurl allows
/// from any thread. ``Inbox`` calls it under its lock and never after ``Inbox/close()``, which comes before ``close()``.
final class MultiHandle: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer

    /// - Parameter maxKeptConnections: how many idle connections are kept for later requests.
    init(maxKeptConnections: Int) throws(CurlError) {
        guard let raw = curl_multi_init() else {
            throw CurlError(.other, code: .CURLE_OUT_OF_MEMORY, "no multi handle: \(CurlCode.CURLE_OUT_OF_MEMORY)")
        }
        self.raw = raw
        do {
            try Self.check(ccurl_multi_setopt_long(raw, CURLMOPT_MAXCONNECTS, maxKeptConnections))
            try Self.check(ccurl_multi_setopt_long(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)))
            // curl_multi_init hides that it got no descriptors for waking up; then every wake-up fails.
            try Self.check(curl_multi_wakeup(raw))
        } catch {
            curl_multi_cleanup(raw)
            throw error
        }
    }

    /// Makes the current or the next ``poll(upTo:)`` return at once.
    func wakeup() {
        let result = curl_multi_wakeup(raw)
        // It worked in init, and can fail only if somebody closes descriptors that are not theirs.
        precondition(result == CURLM_OK, "curl_multi_wakeup failed")
    }

    func add(_ easy: EasyHandle) throws(CurlError) {
        try Self.check(curl_multi_add_handle(raw, easy.raw))
    }

    /// Ends the handle's transfer, closing its connection if it was in the middle.
    func remove(_ easy: EasyHandle) throws(CurlError) {
        try Self.check(curl_multi_remove_handle(raw, easy.raw))
    }

    /// Does what can be done without waiting.
    func perform() throws(CurlError) {
        var running: Int32 = 0
        try Self.check(curl_multi_perform(raw, &running))
    }

    /// The next transfer that ended; nil when all have been told.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, code: CurlCode)? {
        var queued: Int32 = 0
        while let message = curl_multi_info_read(raw, &queued) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // Copied here: the message dies when the handle is removed.
            return (easy, CurlCode(message.pointee.data.result))
        }
        return nil
    }

    /// Waits until a transfer can go on, somebody calls ``wakeup()``, or the time is up.
    func poll(upTo limit: Duration) throws(CurlError) {
        try Self.check(curl_multi_poll(raw, nil, 0, Int32(limit.wholeMilliseconds), nil))
    }

    /// Closes all connections and frees the handle; every easy handle must have been removed. The last call.
    func close() {
        curl_multi_cleanup(raw)
    }

    private static func check(_ result: CURLMcode) throws(CurlError) {
        guard result == CURLM_OK else {
            throw CurlError(.other, "libcurl's multi interface failed: \(String(cString: curl_multi_strerror(result)))")
        }
    }
}
