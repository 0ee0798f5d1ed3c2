import Foundation
import Glibc

/// `openssl s_server` with a self-signed certificate, on a port of the system's choice.
struct TLSServer {
    private static let tool = "/usr/bin/openssl"
    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: tool) }

    let certificateFile: String
    private let port: Int
    private let directory: URL
    private let process: Process

    init(name: String) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificateFile = directory.appending(path: "certificate.pem").path
        let keyFile = directory.appending(path: "key.pem").path
        let request = try Self.start([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyFile, "-out",
            certificateFile,
        ])
        request.process.waitUntilExit()
        let output: Pipe
        (process, output) = try Self.start([
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, "-www",
        ])
        // It prints `ACCEPT 127.0.0.1:PORT` once it listens.
        var text = ""
        while !text.contains(/ACCEPT .*:\d+\n/) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw CocoaError(.executableLoad) }
            text += String(decoding: more, as: UTF8.self)
        }
        port = text.firstMatch(of: /ACCEPT .*:(\d+)\n/).flatMap { Int($0.1) } ?? 0
    }

    func url(host: String) -> String { "https://\(host):\(port)/" }

    func stop() {
        // Not terminate(): the child inherits the blocked signals of the thread that started it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // Only what a test left in the temporary directory is at stake.
        try? FileManager.default.removeItem(at: directory)
    }

    private static func start(_ arguments: [String]) throws -> (process: Process, output: Pipe) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, output)
    }
}
