import Foundation
import Testing

@testable import Signing

@Suite("A sealing key")
struct SealingKeyTests {
    @Test("is read from the base64 of 32 bytes")
    func fromBase64() throws {
        let key = SealingKey.generate()
        #expect(try SealingKey(base64: key.revealBase64()).secret == key.secret)
        #expect(!"\(key)".contains(key.revealBase64()))
    }

    @Test("is refused in another length or form, without being shown", arguments: [0, 16, 31, 33, 64])
    func wrongLength(count: Int) {
        let text = Base64.encode(SecureRandom.bytes(count))
        let error = #expect(throws: SealingKeyError.wrongLength(byteCount: count)) { try SealingKey(base64: text) }
        #expect(error?.description.contains("has \(count) bytes where 32 are needed") == true)
        let notBase64 = #expect(throws: SealingKeyError.notBase64) { try SealingKey(base64: "not base64 at all") }
        #expect(notBase64?.description.contains("openssl rand -base64 32") == true)
        #expect(notBase64?.description.contains("at all") == false)
    }
}

@Suite("A key file")
struct KeyFileTests: ~Copyable {
    private let directory: URL
    private var path: String { directory.appendingPathComponent("encryption.key").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("key-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    }

    deinit {
        // Only tidying up: a directory left behind fails no test.
        try? FileManager.default.removeItem(at: directory)
    }

    private func write(_ text: String, mode: Int) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try setMode(mode)
    }

    private func setMode(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("is created for its owner only, and gives the same key again")
    func createsAndReads() throws {
        let created = try SealingKey.loadOrCreateKeyFile(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["encryption.key"])
        #expect(try SealingKey.loadOrCreateKeyFile(path: path).secret == created.secret)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == created.revealBase64() + "\n")
    }

    @Test("may be read-only, and made by hand")
    func madeByHand() throws {
        let key = SealingKey.generate()
        try write(key.revealBase64(), mode: 0o400)
        #expect(try SealingKey.loadOrCreateKeyFile(path: path).secret == key.secret)
        try setMode(0o600)
        try write(key.revealBase64() + "\r\n", mode: 0o600)
        #expect(try SealingKey.loadOrCreateKeyFile(path: path).secret == key.secret)
    }

    @Test("is refused while others may use it", arguments: [0o640, 0o604, 0o644, 0o666, 0o620, 0o601])
    func openToOthers(mode: Int) throws {
        try write(SealingKey.generate().revealBase64(), mode: mode)
        let path = path
        let error = #expect(throws: KeyFileError.self) { try SealingKey.loadOrCreateKeyFile(path: path) }
        let message = error?.description ?? ""
        #expect(message.contains("mode \(String(mode, radix: 8))") && message.contains("chmod 600 '\(path)'"))
        try setMode(0o600)
        _ = try SealingKey.loadOrCreateKeyFile(path: path)
    }

    @Test("is refused, kept and not shown when it holds no key", arguments: ["", "hunter2", "c2hvcnQ="])
    func noKey(content: String) throws {
        try write(content, mode: 0o600)
        let path = path
        let error = #expect(throws: KeyFileError.self) { try SealingKey.loadOrCreateKeyFile(path: path) }
        #expect(error?.description.contains(path) == true)
        #expect(content.isEmpty || error?.description.contains(content) == false)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    }

    @Test("is refused when it is too long to be one, or no file")
    func notAKeyFile() throws {
        let key = SealingKey.generate().revealBase64()
        try write(key + String(repeating: "\n", count: 10_000) + key, mode: 0o600)
        let path = path
        let tooLong = #expect(throws: KeyFileError.self) { try SealingKey.loadOrCreateKeyFile(path: path) }
        #expect(tooLong?.reason == "it is too long to be a key file")
        let directory = directory.path
        let error = #expect(throws: KeyFileError.self) { try SealingKey.loadOrCreateKeyFile(path: directory) }
        #expect(error?.reason == "it is not a regular file")
    }

    @Test("needs its directory to exist")
    func noDirectory() throws {
        let path = directory.appendingPathComponent("absent/encryption.key").path
        let error = #expect(throws: KeyFileError.self) { try SealingKey.loadOrCreateKeyFile(path: path) }
        #expect(error?.reason == "it cannot be created: No such file or directory")
    }

    @Test("is one key for everybody who starts at once: who comes second leaves the first one's key")
    func lateCreation() throws {
        let key = try SealingKey.loadOrCreateKeyFile(path: path)
        try SealingKey.create(path: path)  // as if this process had looked before the file was there
        #expect(try SealingKey.loadOrCreateKeyFile(path: path).secret == key.secret)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["encryption.key"])
    }
}
