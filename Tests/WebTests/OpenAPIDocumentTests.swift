import Foundation
import HTTPTypes
import Testing

@testable import Web

struct OpenAPIDocumentTests {
    private struct Operation: Hashable, CustomStringConvertible {
        let method: String
        let path: String
        var description: String { "\(method) \(path)" }
    }

    private static let document = String(decoding: OpenAPIDocument.bytes, as: UTF8.self)

    /// The operations under `paths:`, by their indentation.
    private var described: Set<Operation> {
        var found: Set<Operation> = []
        var isInside = false
        var path = ""
        for line in Self.document.split(separator: "\n", omittingEmptySubsequences: true) {
            if !line.hasPrefix(" ") { isInside = line == "paths:" }
            guard isInside, line.hasSuffix(":") else { continue }
            if line.hasPrefix("  /") {
                path = String(line.dropFirst(2).dropLast())
            } else if let match = line.wholeMatch(of: /\ \ \ \ (get|put|post|patch|delete):/) {
                found.insert(Operation(method: match.1.uppercased(), path: path))
            }
        }
        return found
    }

    @Test func describesEveryRouteAndNothingElse() async throws {
        try await Installation.run { installation, _ in
            let served = Set(
                installation.server.routes.filter { $0.method != .head }
                    .map { Operation(method: $0.method.rawValue, path: $0.path) }
            )
            #expect(served.subtracting(described).isEmpty, "served, but not described")
            #expect(described.subtracting(served).isEmpty, "described, but not served")
            #expect(served.count >= 45)
        }
    }

    @Test func isTheOneThatIsServed() async throws {
        try await Installation.run { _, api in
            let answer = try await api.with(key: nil).get("/openapi.yaml").expect(200)
            #expect(answer.text == Self.document)
            #expect(answer.headers[.contentType] == "application/yaml")
        }
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/openapi.yaml")
        #expect(try String(contentsOf: source, encoding: .utf8) == Self.document)
    }

    @Test func startsAsOpenAPI31() {
        #expect(Self.document.hasPrefix("openapi: 3.1"))
    }
}
