import Foundation

/// `openssl s_server` with a self-signed certificate, on a port of the system's choice.
struct TLSServer {
    private static let tool = "/usr/bin/openssl"
    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: tool) }

    let certificateFile: String
    private let port: Int
    private let directory: URL
    private let process: ChildProcess

    init(name: String) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificateFile = directory.appending(path: "certificate.pem").path
        let keyFile = directory.appending(path: "key.pem").path
        let request = try ChildProcess(
            Self.tool,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyFile, "-out",
                certificateFile,
            ]
        )
        request.wait()
        process = try ChildProcess(
            Self.tool,
            ["s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, "-www"]
        )
        // It prints `ACCEPT 127.0.0.1:PORT` once it listens.
        var text = ""
        while !text.contains(/ACCEPT .*:\d+\n/) {
            let more = process.read()
            guard !more.isEmpty else { throw CocoaError(.executableLoad) }
            text += more
        }
        port = text.firstMatch(of: /ACCEPT .*:(\d+)\n/).flatMap { Int($0.1) } ?? 0
    }

    func url(host: String) -> String { "https://\(host):\(port)/" }

    func stop() {
        process.kill()
        process.wait()
        // Only what a test left in the temporary directory is at stake.
        try? FileManager.default.removeItem(at: directory)
    }
}
