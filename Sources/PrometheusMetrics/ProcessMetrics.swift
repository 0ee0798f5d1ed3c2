#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the kernel says of this process, under the names that Prometheus' client libraries share. What a system does not
/// tell is left out; memory, descriptors and the start time need `/proc`.
package enum ProcessMetrics {
    /// `help` gives the texts of `# HELP` lines.
    package static func render(help: [String: String] = [:]) -> String {
        var text = ExpositionText(help: help)
        if let seconds = processorSeconds() { text.append("process_cpu_seconds_total", .counter, seconds) }
        if let pages = memoryPages() {
            let pageSize = Double(sysconf(CInt(_SC_PAGESIZE)))
            text.append("process_virtual_memory_bytes", .gauge, pages.virtual * pageSize)
            text.append("process_resident_memory_bytes", .gauge, pages.resident * pageSize)
        }
        if let count = openFiles() { text.append("process_open_fds", .gauge, Double(count)) }
        if let limit = fileLimit() { text.append("process_max_fds", .gauge, limit) }
        if let start = startTime() { text.append("process_start_time_seconds", .gauge, start) }
        return text.text
    }

    private static func processorSeconds() -> Double? {
        var usage = rusage()
        #if canImport(Glibc)
        let status = getrusage(RUSAGE_SELF.rawValue, &usage)
        #else
        let status = getrusage(RUSAGE_SELF, &usage)
        #endif
        guard status == 0 else { return nil }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }

    private static func memoryPages() -> (virtual: Double, resident: Double)? {
        let fields = contents("/proc/self/statm")?.split(separator: " ") ?? []
        guard fields.count > 1, let virtual = Double(fields[0]), let resident = Double(fields[1]) else { return nil }
        return (virtual, resident)
    }

    private static func openFiles() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without `.`, `..` and the descriptor of the listing itself.
        return count - 3
    }

    private static func fileLimit() -> Double? {
        var limit = rlimit()
        #if canImport(Glibc)
        let status = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        let status = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return status == 0 ? Double(limit.rlim_cur) : nil
    }

    /// Seconds of the Unix epoch: the start of the system plus this process' ticks since.
    private static func startTime() -> Double? {
        // The second field is the program's name in parentheses and may hold anything, so fields are counted after it.
        guard let status = contents("/proc/self/stat"), let end = status.lastIndex(of: ")") else { return nil }
        let fields = status[status.index(after: end)...].split(separator: " ")
        // Field 22 of proc(5) is the 20th after the name.
        guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        let boot = contents("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
        guard let boot, let bootTime = Double(boot) else { return nil }
        return bootTime + ticks / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    /// The beginning of a file of the kernel's; what is asked for here stands in the first 256 KiB.
    private static func contents(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 262_144 {
            let count = read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
