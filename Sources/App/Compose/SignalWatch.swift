import Foundation
package import ServiceLifecycle
import UnixSignals

/// The first of SIGTERM, SIGINT and SIGHUP asks the services to end; the second ends the process at once, which loses
/// nothing: what was answered is on disk.
package enum SignalWatch {
    /// From now on, for the rest of the process.
    package static func begin(_ group: ServiceGroup) async {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        Task {
            var isEnding = false
            for await signal in signals {
                // No handler of the process' end runs: libraries' threads are still at work.
                if isEnding { _exit(128 + signal.rawValue) }
                isEnding = true
                await group.triggerGracefulShutdown()
            }
        }
    }
}
