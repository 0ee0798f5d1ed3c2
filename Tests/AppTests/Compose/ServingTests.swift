import CurlClient
import Foundation
import Inventory
import Logging
import Signing
import Sync
import Testing

@testable import App

@Suite struct ServingTests {
    @Test func aServerServesWhatItKept() async throws {
        try await withDirectory { directory in
            let key = Secret("0123456789abcdef0123456789abcdef")
            let settings = try settings(directory, ["SYNCSTATE_API_KEY": key.reveal()])
            try await serving(settings) { server, url, http in
                #expect(server.generatedKey == nil)
                let health = try await http.call("GET", "\(url)/health")
                #expect(health.status == 200 && health.text == #"{"ok":true}"#)
                let ready = try await http.call("GET", "\(url)/ready")
                #expect(ready.status == 200)
                let put = try await http.call("PUT", "\(url)/v1/inventory/MUG", key: key, json: #"{"physical":7}"#)
                #expect(put.status == 200)
                let refused = try await http.call("GET", "\(url)/v1/inventory/MUG")
                #expect(refused.status == 401)
            }
            try await serving(settings) { _, url, http in
                let row = try await http.call("GET", "\(url)/v1/inventory/MUG", key: key)
                #expect(row.status == 200 && row.text.contains(#""physical":7"#))
            }
        }
    }

    @Test func everyMetricOfOursIsExplained() async throws {
        try await withDirectory { directory in
            let text = try await serving(try settings(directory)) { server, url, http in
                let channel = #"{"kind":"http","url":"http://127.0.0.1:9","signingSecret":"secret"}"#
                for (path, body) in [("channels/web", channel), ("inventory/MUG", #"{"physical":7}"#)] {
                    let put = try await http.call("PUT", "\(url)/v1/\(path)", key: server.processKey, json: body)
                    #expect(put.status == 200)
                }
                return try await http.call("GET", "\(url)/metrics").text
            }
            let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
                .compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) }
            #expect(types.count > 10)
            for name in types {
                #expect(text.contains("# HELP \(name) "), "\(name) has no help")
            }
        }
    }

    @Test func metricsAreOpenToLoopbackOnly() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory, ["HOST": "0.0.0.0"])
            try await serving(settings) { server, url, http in
                let local = url.replacingOccurrences(of: "0.0.0.0", with: "127.0.0.1")
                let closed = try await http.call("GET", "\(local)/metrics")
                #expect(closed.status == 401)
                let open = try await http.call("GET", "\(local)/metrics", key: server.generatedKey)
                #expect(open.status == 200)
            }
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await withDirectory { directory in
            try await serving(try settings("\(directory)/a")) { _, url, _ in
                let port = try #require(URL(string: url)?.port)
                let error = try await #require(throws: StartError.self) {
                    try await serving(try settings("\(directory)/b", ["PORT": "\(port)"])) { _, _, _ in }
                }
                #expect(error.cause == .address)
                #expect(error.description.contains("PORT \(port)"))
            }
        }
    }

    @Test func aHostThatIsNoneOfThisMachineIsNamed() async throws {
        try await withDirectory { directory in
            let error = try await #require(throws: StartError.self) {
                try await serving(try settings(directory, ["HOST": "192.0.2.1"])) { _, _, _ in }
            }
            #expect(error.cause == .address && error.description.contains("HOST 192.0.2.1"))
        }
    }

    @Test func aDatabaseInUseIsNamed() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory)
            try await serving(settings) { _, _, _ in
                let error = try await #require(throws: StartError.self) {
                    try await serving(settings) { _, _, _ in }
                }
                #expect(error.cause == .storeInUse && error.description.contains("syncstate.db"))
            }
        }
    }

    @Test func aCommandsServerHasAKeyOfItsOwnAndLeavesTheFirstAlone() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory, ["HOST": "0.0.0.0", "PORT": "1"])
            try await serving(settings, for: .command) { server, url, http in
                #expect(url.hasPrefix("http://127.0.0.1:"))
                #expect(server.generatedKey == nil)
                let keys = try await http.call("GET", "\(url)/v1/keys", key: server.processKey)
                #expect(keys.status == 200 && keys.text.contains(#""data":[]"#))
                let tenants = try await http.call("GET", "\(url)/v1/tenants", key: server.processKey)
                #expect(tenants.status == 200)
            }
        }
    }

    @Test func theProcessKeyEndsWithTheProcess() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory)
            let first = try await serving(settings) { server, _, _ in server.processKey }
            try await serving(settings) { _, url, http in
                let answer = try await http.call("GET", "\(url)/v1/keys", key: first)
                #expect(answer.status == 401)
            }
        }
    }
}
