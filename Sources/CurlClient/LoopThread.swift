import Glibc
import NIOConcurrencyHelpers

/// A thread of its own that runs one closure and can be joined.
final class LoopThread: Sendable {
    private let joinable: NIOLockedValueBox<pthread_t?>

    init(_ body: @escaping @Sendable () -> Void) throws(CurlError) {
        let context = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, { Body.take($0) }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw CurlError(.other, "no thread for outbound requests: \(String(cString: strerror(result)))")
        }
        joinable = NIOLockedValueBox(thread)
    }

    deinit {
        joinable.withLockedValue { thread in
            if let thread { pthread_detach(thread) }
        }
    }

    /// Returns when the thread has ended, to every caller. It blocks: call it when the closure is about to return.
    func join() {
        joinable.withLockedValue { thread in
            if let running = thread { pthread_join(running, nil) }
            thread = nil
        }
    }

    private final class Body: Sendable {
        private let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }

        static func take(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let context else { return nil }
            // Balances `passRetained` in init: the thread owns the closure from here on.
            let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
            // Signals are for the process's own handlers; a thread that blocks none could be chosen to die of one.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            body.run()
            return nil
        }
    }
}
