/// Does what a plan says, one step after the other.
struct SubscriptionWork {
    let gateway: any SubscriptionGateway
    let door: WebhookDoor

    private static let attempts = 4
    private static let longestPause = Duration.seconds(10)

    /// Notes in each step why it failed. A shop that is not there for one is not asked for the rest.
    func carryOut(_ plan: inout SubscriptionPlan) async {
        var outage: String?
        for index in plan.steps.indices where plan.steps[index].action.changes {
            if let outage {
                plan.steps[index].failure = outage
                continue
            }
            do throws(GatewayError) {
                plan.steps[index].failure = try await Self.patiently {
                    [step = plan.steps[index]] () async throws(GatewayError) in
                    try await take(step)
                }
            } catch {
                plan.steps[index].failure = error.reason
                // A scope may be missing for one topic only; who does not answer does not answer.
                if error.kind != .credentials { outage = "not tried: \(error.reason)" }
            }
        }
    }

    private func take(_ step: SubscriptionPlan.Step) async throws(GatewayError) -> String? {
        switch (step.action, step.held) {
        case (.create, _): try await gateway.subscribe(step.topic, to: door.uri)
        case (.update, let held?): try await gateway.mend(held.id, to: door.uri)
        case (.delete, let held?): try await gateway.unsubscribe(held.id)
        default: nil
        }
    }

    /// Asks again when the shop has no time, a few times; all of these requests may be sent twice.
    static func patiently<Result>(
        _ body: () async throws(GatewayError) -> Result
    ) async throws(GatewayError) -> Result {
        var attempt = 1
        while true {
            do throws(GatewayError) {
                return try await body()
            } catch {
                guard error.kind == .unavailable, attempt < attempts else { throw error }
                let pause = error.retryAfter ?? .milliseconds(250 << attempt)
                guard pause <= longestPause else { throw error }
                do { try await Task.sleep(for: pause) } catch {
                    throw GatewayError(kind: .unavailable, reason: "interrupted")
                }
                attempt += 1
            }
        }
    }
}

extension SubscriptionPlan.Action {
    fileprivate var changes: Bool {
        switch self {
        case .create, .update, .delete: true
        case .keep, .stale, .foreign: false
        }
    }
}
