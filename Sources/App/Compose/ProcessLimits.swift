#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the process asks of the kernel before it serves.
package enum ProcessLimits {
    /// Allows as many open files as it may, for every connection is one; and takes a write to a closed connection as the
    /// error that it is.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // A refusal leaves the limit as it is, which serves too.
        _ = setrlimit(files, &limit)
    }
}
