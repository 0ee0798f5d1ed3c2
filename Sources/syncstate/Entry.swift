import ArgumentParser
import NIOCore
import NIOPosix

/// Where the process begins.
@main
enum Entry {
    static func main() async {
        // Tasks run on the event loops themselves: a request is read, applied and answered without changing threads. Where
        // the runtime does not offer this, tasks run on its own pool, and everything works as well, if slower.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        await SyncState.main()
    }
}
