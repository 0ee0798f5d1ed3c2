import CCurl

/// One `CURL` easy handle: performs one transfer at a time and is used again for the next.
///
/// It is confined to the loop's thread, which also runs its callbacks. libcurl holds an unretained reference to it from
/// ``prepare(_:configuration:remaining:)`` to ``reset()`` or its end, whichever is first.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: HeaderList?
    private(set) var received = ResponseCollector(maxHeaderBytes: 0, maxBodyBytes: 0)
    private var maySendAgain = false
    private var upload: OutboundRequest.Upload?
    private var download: (@Sendable (UnsafeRawBufferPointer) throws -> Void)?

    /// Whether libcurl began to send the request, on any connection.
    private(set) var hasBegunToSend = false

    /// Whether the request was about to go out a second time and was not allowed to.
    private(set) var hasRefusedToRepeat = false

    /// Why the request's body could not be read or the response's not be taken, if so.
    private(set) var bodyFailure: (any Error)?

    /// What libcurl has to say about a failure beyond its code; empty if nothing.
    var errorDetail: String { String(cString: errorBuffer) }

    init() throws(CurlError) {
        guard let raw = curl_easy_init() else {
            throw CurlError(.other, code: .CURLE_OUT_OF_MEMORY, "no easy handle: \(CurlCode.CURLE_OUT_OF_MEMORY)")
        }
        self.raw = raw
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(raw)
        errorBuffer.deallocate()
    }

    /// Sets the handle up for one transfer, to be ended within `remaining`.
    func prepare(
        _ prepared: PreparedRequest,
        configuration: CurlClient.Configuration,
        remaining: Duration
    ) throws(CurlError) {
        let request = prepared.request
        received = ResponseCollector(
            maxHeaderBytes: configuration.maxResponseHeaderBytes,
            maxBodyBytes: request.maxResponseBytes
        )
        maySendAgain = request.isIdempotent && request.upload == nil
        upload = request.upload
        download = request.download
        let headerList = try HeaderList(prepared.headerLines)
        self.headerList = headerList

        try setRules(of: configuration)
        try setCallbacks()
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_HTTPHEADER, headerList)
        try setMethodAndBody(of: request)
        try set(CURLOPT_TIMEOUT_MS, remaining.wholeMilliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        // Ends at an announced length; the callback ends what was not announced. HEAD announces, but sends nothing.
        if request.method != "HEAD", download == nil {
            try setOffset(CURLOPT_MAXFILESIZE_LARGE, request.maxResponseBytes)
        }
        if let sigV4 = request.awsSigV4 { try setSignature(sigV4) }
    }

    /// Forgets the transfer, its secrets included; connections and caches belong to the multi handle and stay.
    func reset() {
        curl_easy_reset(raw)
        headerList = nil
        received = ResponseCollector(maxHeaderBytes: 0, maxBodyBytes: 0)
        upload = nil
        download = nil
        bodyFailure = nil
        hasBegunToSend = false
        hasRefusedToRepeat = false
        errorBuffer[0] = 0
    }

    private func setCallbacks() throws(CurlError) {
        // Unretained: the loop keeps this object from before its transfer is added until after it is removed.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try set(CURLOPT_ERRORBUFFER, errorBuffer)
        try set(CURLOPT_HEADERDATA, context)
        try set(CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
            EasyHandle.from(context)?.receiveHeaderLine(UnsafeRawBufferPointer(start: bytes, count: count)) ?? 0
        }
        try set(CURLOPT_WRITEDATA, context)
        try set(CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
            EasyHandle.from(context)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: count)) ?? 0
        }
        if upload != nil {
            try set(CURLOPT_READDATA, context)
            try setRead { buffer, _, count, context in
                EasyHandle.from(context)?.giveBody(UnsafeMutableRawBufferPointer(start: buffer, count: count))
                    ?? Int(CURL_READFUNC_ABORT)
            }
        }
        try set(CURLOPT_PREREQDATA, context)
        try setPrerequisite { context, _, _, _, _ in
            EasyHandle.from(context)?.allowSending() ?? CURL_PREREQFUNC_ABORT
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
        context.map { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Any result but the line's length ends the transfer.
    private func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Int {
        received.takeHeaderLine(line) ? line.count : -1
    }

    /// Any result but the piece's length ends the transfer.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        if let download, (200..<300).contains(responseStatus) {
            do {
                try download(bytes)
                return bytes.count
            } catch {
                bodyFailure = error
                return -1
            }
        }
        return received.takeBody(bytes) ? bytes.count : -1
    }

    private func giveBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        do {
            return try upload?.read(buffer) ?? 0
        } catch {
            bodyFailure = error
            return Int(CURL_READFUNC_ABORT)
        }
    }

    /// Called when the connection stands and the request is about to go out. libcurl sends a request again, whatever its
    /// method, if a kept-alive connection dies without an answer: the peer may have acted on it all the same.
    private func allowSending() -> Int32 {
        if hasBegunToSend, !maySendAgain {
            hasRefusedToRepeat = true
            return CURL_PREREQFUNC_ABORT
        }
        hasBegunToSend = true
        return CURL_PREREQFUNC_OK
    }
}
