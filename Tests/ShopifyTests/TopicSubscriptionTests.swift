import Foundation
import Shopify
import Testing

/// The app configuration and the code ask for the same topics.
struct TopicSubscriptionTests {
    private static let configuration = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../webhooks/shopify.app.toml")

    /// The topics of every list with this name.
    private func listed(_ name: String) throws -> [String] {
        let text = try String(contentsOf: Self.configuration, encoding: .utf8)
        let lists = text.matches(of: try Regex("(?m)^\(name) = \\[([^\\]]*)\\]", as: (Substring, Substring).self))
        return lists.flatMap { list in
            list.output.1.matches(of: /"([a-z_]+\/[a-z_]+)"/).map { String($0.output.1) }
        }
    }

    @Test func everyTopicThatSomethingFollowsFromIsAskedFor() throws {
        let used = Topic.allCases.filter { $0.subscription == .api }.map(\.rawValue)
        #expect(try listed("topics").sorted() == used.sorted())
        let mandatory = Topic.allCases.filter { $0.subscription == .appOnly }.map(\.rawValue)
        #expect(try listed("compliance_topics").sorted() == mandatory.sorted())
        #expect(mandatory.sorted() == ["customers/data_request", "customers/redact", "shop/redact"])
    }

    @Test func namesOfTheAdminInterfaceGoBothWays() {
        for topic in Topic.allCases { #expect(Topic(adminName: topic.adminName) == topic) }
        #expect(Topic.inventoryLevelsUpdate.adminName == "INVENTORY_LEVELS_UPDATE")
        #expect(Topic(adminName: "THEMES_PUBLISH") == nil)
    }
}
