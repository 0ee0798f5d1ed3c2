/// `inventorySetQuantities` and `inventoryAdjustQuantities`: compare, then write all or nothing, once per key.
struct InventoryMutation: Sendable {
    /// The input's list of entries, and the name of the number in one.
    let list: String
    let number: String
    let entryType: String
    let names: Set<String>
    let payloadType: String
    let errorType: String
    let isDelta: Bool

    static let set = InventoryMutation(
        list: "quantities",
        number: "quantity",
        entryType: "InventoryQuantityInput",
        names: ["available", "on_hand"],
        payloadType: "InventorySetQuantitiesPayload",
        errorType: "InventorySetQuantitiesUserError",
        isDelta: false
    )
    static let adjust = InventoryMutation(
        list: "changes",
        number: "delta",
        entryType: "InventoryChangeInput",
        names: ["available"],
        payloadType: "InventoryAdjustQuantitiesPayload",
        errorType: "InventoryAdjustQuantitiesUserError",
        isDelta: true
    )

    static let maximumEntries = 250
    static let bounds: ClosedRange<Int64> = -1_000_000_000...1_000_000_000

    func run(_ field: GraphQLFieldCall, _ context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        guard let key = field.directives["idempotent"]?["key"].text, !key.allSatisfy(\.isWhitespace) else {
            throw field.error(
                "The @idempotent directive is required for this mutation but was not provided.",
                code: "BAD_REQUEST"
            )
        }
        let input = field.arguments["input"]
        let entries = input[list].elements ?? []
        guard entries.count <= Self.maximumEntries else {
            throw field.error(
                "The input array size of \(entries.count) is greater than the maximum allowed of 250.",
                code: "MAX_INPUT_SIZE_EXCEEDED"
            )
        }
        guard entries.allSatisfy({ $0.has("changeFromQuantity") }) else {
            throw field.error(
                "\(entryType) must include the following argument: changeFromQuantity.",
                code: "INVALID_FIELD_ARGUMENTS"
            )
        }
        let parameters: JSONValue = ["field": .string(field.name), "input": input]
        switch context.shop.idempotency.recall(key, parameters, at: context.now) {
        case .repeated(let group): return payload(group, [])
        case .previousAttemptFailed: return payload(nil, [error("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", nil)])
        case .otherParameters: return payload(nil, [error("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", nil)])
        case .unknown: break
        }
        let errors = errors(input, entries, &context)
        guard errors.isEmpty else {
            context.shop.idempotency.remember(key, parameters, .failed, at: context.now)
            return payload(nil, errors)
        }
        let group = write(input, entries, &context)
        context.shop.idempotency.remember(key, parameters, .succeeded(group), at: context.now)
        return payload(group, [])
    }

    private func payload(_ group: InventoryAdjustment?, _ errors: [AdminRecord]) -> AdminValue {
        .object(
            AdminRecord(
                payloadType,
                [
                    "inventoryAdjustmentGroup": .object(group.map { AdjustmentNode(adjustment: $0) }),
                    "userErrors": .objects(errors),
                ]
            )
        )
    }

    private func write(
        _ input: JSONValue,
        _ entries: [JSONValue],
        _ context: inout AdminContext
    ) -> InventoryAdjustment? {
        var adjustment = InventoryAdjustment(
            id: context.shop.newId(),
            createdAt: context.now,
            reason: input["reason"].text ?? "",
            referenceDocumentUri: input["referenceDocumentUri"].text
        )
        for entry in entries {
            guard let itemId = GlobalIDText.number(entry["inventoryItemId"], of: "InventoryItem"),
                let item = context.shop.itemsById[itemId], let level = context.shop.levels[itemId]
            else { continue }
            let target = target(entry, input, level)
            guard let change = context.shop.setLevel(itemId, to: target, at: context.now) else { continue }
            adjustment.changes.append(.init(item: item, delta: target - level.available))
            context.changes.append(change)
            context.written.append((item.sku, target))
        }
        return adjustment.changes.isEmpty ? nil : adjustment
    }

    /// What `available` becomes.
    private func target(_ entry: JSONValue, _ input: JSONValue, _ level: ShopState.Level) -> Int64 {
        let number = entry[number].number ?? 0
        if isDelta { return level.available + number }
        return input["name"].text == "on_hand" ? number - level.committed : number
    }
}

// What is wrong with an input.
extension InventoryMutation {
    private func errors(_ input: JSONValue, _ entries: [JSONValue], _ context: inout AdminContext) -> [AdminRecord] {
        let name = input["name"].text ?? ""
        guard names.contains(name) else {
            return [error(isDelta ? "INVALID_QUANTITY_NAME" : "INVALID_NAME", ["input", "name"])]
        }
        guard Self.reasons.contains(input["reason"].text ?? "") else {
            return [error("INVALID_REASON", ["input", "reason"])]
        }
        if let uri = input["referenceDocumentUri"].text, uri.firstRange(of: "://") == nil {
            return [error("INVALID_REFERENCE_DOCUMENT", ["input", "referenceDocumentUri"])]
        }
        var places: [JSONValue: Int] = [:]
        for entry in entries { places[[entry["inventoryItemId"], entry["locationId"]], default: 0] += 1 }
        var found: [AdminRecord] = []
        for (index, entry) in entries.enumerated() {
            let isUnique = isDelta || places[[entry["inventoryItemId"], entry["locationId"]]] == 1
            guard let (code, member) = fault(entry, input, isUnique: isUnique, context.shop) else { continue }
            if code == "CHANGE_FROM_QUANTITY_STALE" { context.stale += 1 }
            found.append(error(code, ["input", list, "\(index)", member]))
        }
        return found
    }

    private func fault(
        _ entry: JSONValue,
        _ input: JSONValue,
        isUnique: Bool,
        _ shop: ShopState
    ) -> (code: String, member: String)? {
        guard let itemId = GlobalIDText.number(entry["inventoryItemId"], of: "InventoryItem"),
            let level = shop.levels[itemId]
        else { return ("INVALID_INVENTORY_ITEM", "inventoryItemId") }
        guard GlobalIDText.number(entry["locationId"], of: "Location") == shop.locationId else {
            return ("INVALID_LOCATION", "locationId")
        }
        let given = isDelta ? target(entry, input, level) : entry[number].number ?? 0
        guard given <= Self.bounds.upperBound else { return ("INVALID_QUANTITY_TOO_HIGH", number) }
        guard given >= Self.bounds.lowerBound else { return ("INVALID_QUANTITY_TOO_LOW", number) }
        guard isUnique else { return ("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "locationId") }
        // Null opts out of the comparison.
        guard let from = entry["changeFromQuantity"].number, from != level.quantity(input["name"].text ?? "") else {
            return nil
        }
        return ("CHANGE_FROM_QUANTITY_STALE", "changeFromQuantity")
    }

    private func error(_ code: String, _ field: [String]?) -> AdminRecord {
        AdminRecord(
            errorType,
            [
                "code": .text(code), "field": .leaf(field.map { .array($0.map(JSONValue.string)) } ?? .null),
                "message": .text(Self.messages[code] ?? code),
            ]
        )
    }

    private static let reasons = [
        "correction", "cycle_count_available", "damaged", "movement_canceled", "movement_created", "movement_received",
        "movement_updated", "other", "promotion", "quality_control", "received", "reservation_created",
        "reservation_deleted", "reservation_updated", "restock", "safety_stock", "shrinkage",
    ]

    private static let messages = [
        "INVALID_INVENTORY_ITEM": "The specified inventory item could not be found.",
        "INVALID_LOCATION": "The specified location could not be found.",
        "INVALID_NAME": "The quantity name must be either 'available' or 'on_hand'.",
        "INVALID_QUANTITY_NAME": "The sandbox adjusts 'available' only.",
        "INVALID_REASON":
            "The specified reason is invalid. Valid values are: \(reasons.joined(separator: ", ")).",
        "INVALID_REFERENCE_DOCUMENT": "The specified reference document is not a URI.",
        "INVALID_QUANTITY_TOO_HIGH": "The quantity can't be higher than 1,000,000,000.",
        "INVALID_QUANTITY_TOO_LOW": "The quantity can't be lower than -1,000,000,000.",
        "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR":
            "The combination of inventoryItemId and locationId must be unique.",
        "CHANGE_FROM_QUANTITY_STALE": "The changeFromQuantity value does not match persisted value.",
        "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED":
            "A previous request with this idempotency key failed. Retry with a new idempotency key.",
        "IDEMPOTENCY_KEY_PARAMETER_MISMATCH":
            "The same idempotency key cannot be used with different operation parameters.",
    ]
}
