import Foundation
package import ServiceLifecycle
import UnixSignals

/// The first of SIGTERM, SIGINT and SIGHUP asks the services to end; the second ends the process at once, which loses
/// nothing: what was answered is on disk.
package enum SignalWatch {
    /// From now on, for the rest of the process. `beforeSuddenEnd` is the last thing that runs at the second signal.
    package static func begin(
        _ group: ServiceGroup,
        beforeSuddenEnd: @escaping @Sendable () -> Void = {}
    ) async {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        Task {
            var isEnding = false
            for await signal in signals {
                if isEnding {
                    beforeSuddenEnd()
                    // No handler of the process' end runs: libraries' threads are still at work.
                    _exit(128 + signal.rawValue)
                }
                isEnding = true
                await group.triggerGracefulShutdown()
            }
        }
    }
}
