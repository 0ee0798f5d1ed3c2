/// The one door for all outbound HTTP: libcurl's multi interface on a thread of its own.
///
/// Connections are kept alive and shared by all requests to an origin. Redirects are not followed, certificates are
/// always verified, nothing is taken from the environment.
package final class CurlClient: Sendable {
    private let inbox: Inbox
    private let thread: LoopThread
    private let finish = Finish()

    /// Starts the thread.
    ///
    /// - Throws: ``CurlError`` if a setting is out of range, or the process lacks memory, descriptors or threads.
    package init(configuration: Configuration = Configuration()) throws(CurlError) {
        try configuration.check()
        try CurlGlobal.initialize()
        let multi = try MultiHandle(maxKeptConnections: configuration.maxInFlight)
        let (capacity, overflow) = configuration.maxInFlight.addingReportingOverflow(configuration.maxWaiting)
        let inbox = Inbox(multi: multi, capacity: overflow ? .max : capacity)
        do throws(CurlError) {
            thread = try LoopThread { [finish] in
                CurlLoop(inbox: inbox, multi: multi, configuration: configuration).run()
                finish.signal()
            }
        } catch {
            multi.close()
            throw error
        }
        self.inbox = inbox
    }

    /// A client that was not shut down ends its thread by itself, without waiting for it.
    deinit {
        inbox.stop(by: .now)
    }

    /// Sends the request and collects the response.
    ///
    /// A request beyond what may be in flight waits for its turn; that time counts. Cancelling the task ends the transfer
    /// and closes its connection.
    ///
    /// - Throws: ``CurlError``; its `mayHaveBeenSent` tells whether the peer could have seen the request.
    package func send(_ request: OutboundRequest) async throws(CurlError) -> OutboundResponse {
        let prepared = try PreparedRequest(request, accepted: .now)
        guard !Task.isCancelled else {
            throw CurlError(.cancelled, "\(prepared.label): the sending task was cancelled")
        }
        let id = inbox.makeID()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = Transfer(id: id, prepared: prepared, continuation: continuation)
                if let refusal = inbox.start(transfer) {
                    continuation.resume(returning: Outcome.failure(refusal))
                } else if Task.isCancelled {
                    // The handler may have run before there was a transfer to cancel.
                    inbox.cancel(id)
                }
            }
        } onCancel: {
            inbox.cancel(id)
        }
        return try outcome.get()
    }

    /// Accepts nothing more, lets what was accepted end within `grace`, ends the rest as ``CurlError/Kind/shutDown``, and
    /// returns when the thread is gone.
    ///
    /// May be called again and by several at once: all return when it is done, and the earliest end of grace holds.
    package func shutdown(grace: Duration = .zero) async {
        inbox.stop(by: .now.advanced(by: grace))
        await finish.wait()
        thread.join()
    }
}
