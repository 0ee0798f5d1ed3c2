import Foundation

/// Bodies to read: the samples that users send, and those that Shopify publishes.
enum Samples {
    /// Of `webhooks/samples`: `orders/create`.
    static func body(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: name + ".json")))
    }

    /// Of this target's `Fixtures`: `docs/orders_create`.
    static func fixture(_ name: String) throws -> [UInt8] {
        let url = Bundle.module.resourceURL?.appending(path: "Fixtures/\(name).json")
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        return try Array(Data(contentsOf: url))
    }

    /// Every sample with a topic, by its name.
    static func names() throws -> [String] {
        let topics = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension.isEmpty }
        return try topics.flatMap { topic in
            try FileManager.default.contentsOfDirectory(at: topic, includingPropertiesForKeys: nil)
                .map { "\(topic.lastPathComponent)/\($0.deletingPathExtension().lastPathComponent)" }
        }
        .sorted()
    }

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "webhooks/samples")
}
