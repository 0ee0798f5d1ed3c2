import Foundation
import Testing

@testable import PrometheusMetrics

#if os(Linux)
@Suite struct ProcessMetricsTests {
    private func value(_ name: String) throws -> Double {
        let line = try #require(ProcessMetrics.render().split(separator: "\n").first { $0.hasPrefix("\(name) ") })
        return try #require(Double(line.dropFirst(name.count + 1)))
    }

    @Test func theKernelsNumbersArePlausible() throws {
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_virtual_memory_bytes") >= value("process_resident_memory_bytes"))
        #expect(try value("process_cpu_seconds_total") > 0)
        #expect(try value("process_max_fds") >= 64)
        let age = Date().timeIntervalSince1970 - (try value("process_start_time_seconds"))
        #expect(age > -2 && age < 86_400)
    }

    @Test func openFilesAreCounted() throws {
        // Other tests of this process open and close files meanwhile; a hundred more stand out.
        let before = try value("process_open_fds")
        let files = (0..<100).compactMap { _ in FileHandle(forReadingAtPath: "/dev/null") }
        #expect(try value("process_open_fds") >= before + 90)
        for file in files { try file.close() }
    }
}
#endif
