import ArgumentParser
import Foundation
import LoadTesting

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this build on this machine against its limits.",
        discussion: """
            Examples:
              syncstate bench --quick            a first impression
              syncstate bench                    every figure of docs/PERFORMANCE.md
              syncstate bench --json --strict    for a machine: exit code 1 when a limit is missed

            It starts servers of its own on free ports of loopback, with databases in a directory that it deletes at the \
            end, and measures them side by side with a bare handler. Build it for release, and let nothing else run.
            """
    )

    @Flag(help: "Fewer rounds and smaller databases.")
    var quick = false

    @Flag(help: "Print the figures as JSON.")
    var json = false

    @Flag(help: "Exit with 1 when a limit is missed.")
    var strict = false

    @Option(help: "Where the databases go: a directory on the disk that is to be measured.", completion: .directory)
    var directory = "."

    func run() async throws {
        let benchmark = Benchmark(
            effort: quick ? .quick : .full,
            directory: URL(filePath: directory, directoryHint: .isDirectory),
            progress: { FileHandle.standardError.write(Data("bench: \($0)\n".utf8)) }
        )
        let report = try await benchmark.run()
        print(json ? try report.json() : report.text)
        if strict, !report.isWithinLimits { throw ExitCode.failure }
    }
}
