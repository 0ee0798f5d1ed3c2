import CCurl

typealias Outcome = Result<OutboundResponse, CurlError>

extension EasyHandle {
    /// The outcome of the transfer that libcurl ended with `code`.
    func outcome(_ code: CurlCode, of prepared: PreparedRequest, started: ContinuousClock.Instant) -> Outcome {
        if code == .CURLE_OK {
            guard received.isHeaderComplete else {
                // libcurl takes a connection that ends amid the header for a response without a body.
                let message = "\(prepared.label): the connection ended amid the response's header"
                return .failure(CurlError(.connectionLost, code: .CURLE_PARTIAL_FILE, message, mayHaveBeenSent: true))
            }
            return .success(response(queued: prepared.accepted.duration(to: started)))
        }
        if let bodyFailure {
            let message = "\(prepared.label): \(bodyFailure)"
            return .failure(CurlError(.bodyFailed, code: code, message, mayHaveBeenSent: true))
        }
        if hasRefusedToRepeat {
            let message = "\(prepared.label): the kept-alive connection broke before an answer came"
            return .failure(CurlError(.connectionLost, code: .CURLE_RECV_ERROR, message, mayHaveBeenSent: true))
        }
        if let excess = received.exceeded {
            let message = "\(prepared.label): the response has more \(excess.rawValue) than allowed"
            return .failure(CurlError(.responseTooLarge, code: code, message, mayHaveBeenSent: true))
        }
        return .failure(
            CurlError(code: code, detail: errorDetail, label: prepared.label, mayHaveBeenSent: hasBegunToSend)
        )
    }

    /// Of the header lines that have come so far; 0 before any.
    var responseStatus: Int { integer(CURLINFO_RESPONSE_CODE) }

    private func response(queued: Duration) -> OutboundResponse {
        OutboundResponse(
            status: responseStatus,
            headers: received.headers,
            body: received.body,
            timings: OutboundResponse.Timings(
                queued: queued,
                // The former is zero without TLS.
                connect: max(duration(CURLINFO_APPCONNECT_TIME_T), duration(CURLINFO_CONNECT_TIME_T)),
                firstByte: duration(CURLINFO_STARTTRANSFER_TIME_T),
                total: duration(CURLINFO_TOTAL_TIME_T)
            )
        )
    }

    private func integer(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_getinfo_long(raw, info, &value) == CURLE_OK ? value : 0
    }

    private func duration(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        return ccurl_easy_getinfo_offset(raw, info, &microseconds) == CURLE_OK ? .microseconds(microseconds) : .zero
    }
}
