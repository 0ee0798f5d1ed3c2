import Foundation

/// What a process has used, as Linux counts it.
struct ProcessUsage: Sendable {
    /// User and system time of all its threads, ended ones too. The kernel tells it in steps of 10 ms.
    let processorTime: Duration
    /// `VmRSS`: pages of its own and of the files that it maps.
    let residentBytes: Int

    init(of process: Int32) throws {
        processorTime = try Self.processorTime(of: process)
        residentBytes = try Self.residentBytes(of: process)
    }

    var residentMebibytes: Double { Double(residentBytes) / 1_048_576 }

    private static func processorTime(of process: Int32) throws -> Duration {
        // Fields 14 and 15 of proc_pid_stat(5). The second, the program's name in brackets, may contain spaces.
        let fields = try text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
            throw BenchmarkFailure("/proc/\(process)/stat has another form than proc_pid_stat(5)")
        }
        return .seconds(1) * (user + system) / sysconf(Int32(_SC_CLK_TCK))
    }

    private static func residentBytes(of process: Int32) throws -> Int {
        let line = try text("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line.flatMap({ Int($0.filter(\.isNumber)) }) else {
            throw BenchmarkFailure("/proc/\(process)/status names no VmRSS")
        }
        return kibibytes * 1024
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchmarkFailure("\(path) cannot be read: the benchmark needs Linux, and the process to live")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
