import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Signing
import Sync

/// The webhook subscriptions of a channel's shop, for shops without an app configuration.
struct SubscriptionRoutes: Sendable {
    let guarded: GuardedRoutes
    private let ids = UUIDv7Generator()

    init(guarded: GuardedRoutes) {
        self.guarded = guarded
    }

    var all: [Route] {
        [
            guarded.route(.get, "/v1/channels/{channelId}/subscriptions", .admin, Self.list),
            guarded.route(.post, "/v1/channels/{channelId}/subscriptions", .admin, Self.register),
            guarded.route(.post, "/v1/channels/{channelId}/subscriptions/test", .admin, test),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        let page = try call.query { $0.page() }
        let (held, topics) = try await call.web.operations.subscriptions(call.tenant, id)
        let part = try Page(held, page) { $0.id }
        return Answer(part) { json, subscription in
            json.object { json in
                json.members(of: subscription)
                json.member("used", topics.contains(subscription.topic))
            }
        }
    }

    private static func register(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        let dryRun = try call.isDryRun()
        let (input, body) = try await call.body { fields in
            (
                door: fields.door(),
                prune: fields.optionalFlag("prune") ?? false,
                topics: fields.optionalTexts("topics", count: 1...100, limit: 255).map(Set.init)
            )
        }
        guard let door = input.door else { throw Failure.internalError }
        return try await call.once(body) {
            let report = try await call.web.operations.subscribe(
                call.tenant,
                id,
                to: door,
                onlyTopics: input.topics,
                prunes: input.prune,
                dryRun: dryRun
            )
            return Answer(reserving: 4096) { $0.value(report) }
        }
    }

    private func test(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        let (door, body) = try await call.body { $0.door() }
        guard let door else { throw Failure.internalError }
        return try await call.once(body) {
            let webhookId = ids.next(nowMilliseconds: call.web.clock.now.millisecondsSinceEpoch)
            let test = try await call.web.operations.test(door, call.tenant, id, webhookId: webhookId)
            return Answer { json in
                json.object { json in
                    json.member("uri", test.uri)
                    json.member("arrived", test.failure == nil)
                    json.member("status", test.status.map(Int64.init))
                    json.member("milliseconds", test.took.map { Int64($0 / .milliseconds(1)) })
                    json.member("reason", test.failure)
                    json.member("txId", webhookId)
                }
            }
        }
    }
}

extension BodyFields {
    /// Nil only after a complaint.
    fileprivate mutating func door(_ name: String = "address") -> WebhookDoor? {
        required(name, or: nil) { fields in
            fields.optionalText(name, limit: ChannelURL.maximumLength).flatMap { text in
                fields.converted(name) { () throws(InvalidValue) in try WebhookDoor(text, field: name) }
            }
        }
    }
}
