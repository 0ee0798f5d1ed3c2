import Foundation

/// Where the figures come from.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    let memoryBytes: Int
    let kernel: String
    let swiftBuild: String
    /// What it takes to make 4 KiB at the end of a file durable, in seconds; the median of many.
    let syncSeconds: Double
    /// Of the directory that the databases are in. `tmpfs` makes the figures of the store worthless.
    let fileSystem: String

    init(directory: URL) throws {
        let information = ProcessInfo.processInfo
        processor = Self.processorName
        cores = information.activeProcessorCount
        memoryBytes = Int(information.physicalMemory)
        kernel = Self.kernelName
        #if DEBUG
        swiftBuild = "debug"
        #else
        swiftBuild = "release"
        #endif
        syncSeconds = try Self.measureSync(in: directory)
        fileSystem = Self.fileSystem(of: directory)
    }

    var description: String {
        let gibibytes = (Double(memoryBytes) / 1_073_741_824).formatted(.number.precision(.fractionLength(0)))
        let sync = (syncSeconds * 1e6).formatted(.number.precision(.fractionLength(0)))
        let disk = "\(fileSystem), fdatasync of 4 KiB \(sync) µs"
        return "\(processor), \(cores) cores, \(gibibytes) GiB, \(kernel), \(swiftBuild) build, \(disk)"
    }

    private static func fileSystem(of directory: URL) -> String {
        let mounts = FileManager.default.contents(atPath: "/proc/self/mounts").map {
            String(decoding: $0, as: UTF8.self)
        }
        let path = directory.resolvingSymlinksInPath().path + "/"
        var best: (point: String, type: String) = ("", "unknown file system")
        for line in (mounts ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 2 else { continue }
            let point = fields[1] == "/" ? "/" : fields[1] + "/"
            // Of two that are mounted at one place the later hides the earlier.
            if path.hasPrefix(point), point.count >= best.point.count { best = (point, fields[2]) }
        }
        return best.type
    }

    private static var processorName: String {
        let lines = FileManager.default.contents(atPath: "/proc/cpuinfo").map { String(decoding: $0, as: UTF8.self) }
        let name = lines?.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        return name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    private static var kernelName: String {
        let release = FileManager.default.contents(atPath: "/proc/sys/kernel/osrelease")
        return "Linux " + (release.map { String(decoding: $0, as: UTF8.self) } ?? "").trimmingCharacters(in: .newlines)
    }

    private static func measureSync(in directory: URL) throws -> Double {
        let path = directory.appending(path: "sync-probe").path
        let file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        guard file >= 0 else { throw BenchmarkFailure("\(directory.path) cannot be written to") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5A, count: 4096)
        let clock = ContinuousClock()
        let times = try (0..<200).map { _ in
            let start = clock.now
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw BenchmarkFailure("\(directory.path) cannot be written to")
            }
            return (clock.now - start).inSeconds
        }
        return times.median
    }
}
