import JSONPull
import Sync

extension JSONWriter {
    mutating func value(_ report: SubscriptionReport) {
        object { json in
            json.member("dryRun", report.dryRun)
            json.member("uri", report.door.uri)
            json.member("steps", array: report.plan.steps) { json, step in
                json.object { json in
                    json.member("topic", step.topic)
                    json.member("action", step.action.rawValue)
                    json.member("reasons", array: step.reasons) { $0.string($1) }
                    json.member("failure", step.failure)
                    json.key("subscription")
                    if let held = step.held { json.object { $0.members(of: held) } } else { json.null() }
                }
            }
            json.member("mandatoryTopics", array: report.mandatoryTopics) { $0.string($1) }
            json.member("notes", array: report.notes) { $0.string($1) }
        }
    }

    mutating func members(of subscription: WebhookSubscription) {
        member("subscriptionId", subscription.id)
        member("topic", subscription.topic)
        member("uri", subscription.uri)
        member("format", subscription.isJSON ? "json" : "xml")
        member("filter", subscription.filter)
        member("includeFields", array: subscription.includedFields) { $0.string($1) }
        member("apiVersion", subscription.apiVersion)
    }
}
