import Inventory
import Sync

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The time of day as the system has it.
struct SystemClock: WallClock {

    var now: Timestamp {
        var time = timespec()
        // It cannot fail: the clock exists everywhere, and the address is ours.
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
