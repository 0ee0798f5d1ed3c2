import Inventory
package import Sync

extension ShopifyGateway {
    package func push(_ batch: PushBatch) async -> PushReport {
        var push = ShopifyPush(batch: batch, locationId: locationId)
        while let write = push.next() {
            do throws(AdminFailure) {
                push.take(try await admin.run(SetQuantities.self, write))
            } catch {
                push.take(error)
            }
        }
        return push.report
    }
}

/// One push as a machine: it says what to write next and takes what came of it, until every item has its outcome.
///
/// Shopify writes all of a call or nothing. The items that it names are set aside, and the rest goes again, under a key of
/// its own.
struct ShopifyPush {
    private let batch: PushBatch
    private let locationId: GlobalID<Resource.Location>
    private var outcomes: [PushReport.Outcome?]
    /// What the write under way carries, by place in the batch.
    private var sent: [Int] = []
    private var keyRenewals = 0
    private var calls = 0
    private var verdict: PushReport.Verdict?
    private var throttle: ThrottleState?

    /// Each call takes at least one item away; where that goes on, the rest waits for another push.
    static let maximumCalls = 8
    private static let maximumKeyRenewals = 3

    init(batch: PushBatch, locationId: GlobalID<Resource.Location>) {
        self.batch = batch
        self.locationId = locationId
        outcomes = batch.items.map(Self.outcomeWithoutAsking)
    }

    /// What is known of an item before anything is sent.
    private static func outcomeWithoutAsking(_ item: PushBatch.Item) -> PushReport.Outcome? {
        guard item.inventoryItemId != nil else { return .refused("the shop has no item with this SKU") }
        guard (-Quantity.limit...Quantity.limit).contains(item.count) else {
            return .refused("Shopify takes counts between -\(Quantity.limit) and \(Quantity.limit)")
        }
        // Without a value to compare with it would be a blind write.
        return item.expected == nil ? .stale : nil
    }

    /// The write that is due; nil when the report is complete.
    mutating func next() -> SetQuantities.Variables? {
        guard verdict == nil else { return nil }
        let rest = outcomes.indices.filter { outcomes[$0] == nil }
        guard !rest.isEmpty, calls < Self.maximumCalls else { return nil }
        if rest != sent { keyRenewals = 0 }
        sent = rest
        calls += 1
        return SetQuantities.Variables(
            input: SetQuantities.Input(
                referenceDocumentUri: "gid://syncstate/Broadcast/\(batch.txId)",
                quantities: rest.compactMap { place in
                    let item = batch.items[place]
                    guard let id = item.inventoryItemId, let expected = item.expected else { return nil }
                    return SetQuantities.Quantity(
                        inventoryItemId: GlobalID(id),
                        locationId: locationId,
                        quantity: item.count,
                        changeFromQuantity: expected
                    )
                }
            ),
            idempotencyKey: idempotencyKey
        )
    }

    mutating func take(_ answer: AdminAnswer<SetQuantities.Answer>) {
        throttle = answer.throttle ?? throttle
        let payload = answer.value.inventorySetQuantities
        if payload.userErrors.isEmpty {
            let moment = payload.inventoryAdjustmentGroup?.createdAt.timestamp
            for place in sent { outcomes[place] = .told(at: moment) }
        } else {
            take(payload.userErrors)
        }
    }

    mutating func take(_ failure: AdminFailure) {
        throttle = failure.throttle ?? throttle
        verdict = failure.isRequestRefused ? .batchRefused(failure.error.reason) : .unavailable(failure.error)
    }

    /// To be asked for when nothing is due.
    var report: PushReport {
        PushReport(verdict ?? .answered(outcomes.map { $0 ?? .again }), throttle: throttle)
    }

    private mutating func take(_ errors: [SetQuantities.UserError]) {
        let codes = Set(errors.compactMap(\.code))
        if codes.contains("IDEMPOTENCY_CONCURRENT_REQUEST") {
            verdict = .unavailable(
                GatewayError(
                    kind: .unavailable,
                    reason: "Shopify is still at work on this very write",
                    retryAfter: .seconds(1),
                    mayHaveHappened: true
                )
            )
        } else if !codes.isDisjoint(with: Self.spentKeyCodes) {
            keyRenewals += 1
            if keyRenewals > Self.maximumKeyRenewals {
                verdict = .batchRefused("Shopify takes none of the keys of this write")
            }
        } else if !setAside(errors) {
            let words = errors.prefix(3).map(\.message).joined(separator: "; ")
            verdict = .batchRefused("Shopify refuses the write: \(words)")
        }
    }

    /// Nothing was written under a key that failed or belongs to another write: a new one is due.
    private static let spentKeyCodes: Set<String> = [
        "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    ]

    /// Gives the items that are named their outcomes; false when none is.
    private mutating func setAside(_ errors: [SetQuantities.UserError]) -> Bool {
        var isAnyNamed = false
        for error in errors {
            guard let index = error.quantityIndex, sent.indices.contains(index) else { continue }
            isAnyNamed = true
            let place = sent[index]
            // A value that moved is read again before anything else is held against the item.
            if outcomes[place] == .stale { continue }
            outcomes[place] = Self.staleCodes.contains(error.code ?? "") ? .stale : .refused(error.message)
        }
        return isAnyNamed
    }

    private static let staleCodes: Set<String> = ["CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE"]

    /// Of the batch and the places sent, never of a value: the same part of the same batch has the same key after a crash,
    /// another part another one.
    private var idempotencyKey: String {
        var key = batch.txId
        if sent.count < batch.items.count { key += "-\(String(Self.hash(sent), radix: 36))" }
        return keyRenewals == 0 ? key : "\(key)+\(keyRenewals)"
    }

    /// FNV-1a: the same on every machine and in every version, as `Hasher` is not.
    private static func hash(_ places: [Int]) -> UInt64 {
        places.reduce(0xCBF2_9CE4_8422_2325) { hash, place in
            (hash ^ UInt64(place)) &* 0x0000_0100_0000_01B3
        }
    }
}
