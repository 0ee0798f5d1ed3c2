extension ShopState {
    static let maximumQuantities = 250

    /// `inventorySetQuantities`: compare-and-set of all or nothing, once per key.
    ///
    /// Codes, fields and messages as Shopify's schema and recorded answers have them.
    mutating func setQuantities(_ request: AdminRequest, at now: ShopTime) -> (result: AdminResult, write: WriteOutcome)
    {
        let field = "inventorySetQuantities"
        let input = request.variables["input"]
        guard let key = request.variables["idempotencyKey"].text, !key.allSatisfy(\.isWhitespace),
            request.query.contains("@idempotent")
        else {
            return refuse(
                "BAD_REQUEST",
                "The @idempotent directive is required for this mutation but was not provided."
            )
        }
        guard let quantities = input["quantities"].elements else {
            return refuse(
                "INVALID_VARIABLE",
                "Variable $input of type InventorySetQuantitiesInput! was provided invalid value"
            )
        }
        guard quantities.count <= Self.maximumQuantities else {
            return refuse(
                "MAX_INPUT_SIZE_EXCEEDED",
                "The input array size of \(quantities.count) is greater than the maximum allowed of 250."
            )
        }
        guard quantities.allSatisfy({ $0.has("changeFromQuantity") }) else {
            return refuse(
                "INVALID_FIELD_ARGUMENTS",
                "InventoryQuantityInput must include the following argument: changeFromQuantity."
            )
        }
        switch idempotency.recall(key, input) {
        case .repeated(let answer):
            return (.data(answer, actual: 10), .none)
        case .previousAttemptFailed:
            return complain("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
        case .otherParameters:
            return complain("IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
        case .unknown:
            break
        }

        let errors = userErrors(input, quantities)
        guard errors.isEmpty else {
            idempotency.remember(key, input, .failed)
            let stale = errors.count { $0["code"].text == "CHANGE_FROM_QUANTITY_STALE" }
            return (Self.payload(field, group: .null, errors), WriteOutcome(changes: [], stale: stale))
        }
        let (group, changes) = write(quantities, input, at: now)
        let result = Self.payload(field, group: group, [])
        if case .data(let answer, _) = result { idempotency.remember(key, input, .succeeded(answer)) }
        return (result, WriteOutcome(changes: changes, stale: 0))

        func refuse(_ code: String, _ message: String) -> (AdminResult, WriteOutcome) {
            (.error(code: code, message: message, path: field), .none)
        }
        func complain(_ code: String) -> (AdminResult, WriteOutcome) {
            (Self.payload(field, group: .null, [Self.userError(code, nil)]), .none)
        }
    }

    private mutating func write(
        _ quantities: [JSONValue],
        _ input: JSONValue,
        at now: ShopTime
    ) -> (group: JSONValue, changes: [ShopChange]) {
        var changes: [ShopChange] = []
        for quantity in quantities {
            guard let itemId = GlobalIDText.number(quantity["inventoryItemId"], of: "InventoryItem"),
                let change = setLevel(itemId, to: quantity["quantity"].number ?? 0, at: now)
            else { continue }
            changes.append(change)
        }
        let group: JSONValue =
            changes.isEmpty
            ? .null
            : [
                "createdAt": .string(now.utc), "reason": input["reason"],
                "referenceDocumentUri": input["referenceDocumentUri"],
            ]
        return (group, changes)
    }

    private func userErrors(_ input: JSONValue, _ quantities: [JSONValue]) -> [JSONValue] {
        guard input["name"].text == "available" else {
            return [Self.userError("INVALID_NAME", ["input", "name"])]
        }
        guard input["reason"].text == "correction" else {
            return [Self.userError("INVALID_REASON", ["input", "reason"])]
        }
        var counts: [JSONValue: Int] = [:]
        for quantity in quantities { counts[quantity["inventoryItemId"], default: 0] += 1 }
        return quantities.enumerated().flatMap { index, quantity -> [JSONValue] in
            func complaint(_ code: String, _ name: String) -> [JSONValue] {
                [Self.userError(code, ["input", "quantities", "\(index)", name])]
            }
            let count = quantity["quantity"].number ?? 0
            guard let itemId = GlobalIDText.number(quantity["inventoryItemId"], of: "InventoryItem"),
                let level = levels[itemId]
            else { return complaint("INVALID_INVENTORY_ITEM", "inventoryItemId") }
            guard GlobalIDText.number(quantity["locationId"], of: "Location") == locationId else {
                return complaint("INVALID_LOCATION", "locationId")
            }
            guard count <= 1_000_000_000 else { return complaint("INVALID_QUANTITY_TOO_HIGH", "quantity") }
            guard count >= -1_000_000_000 else { return complaint("INVALID_QUANTITY_TOO_LOW", "quantity") }
            guard counts[quantity["inventoryItemId"]] == 1 else {
                return complaint("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "locationId")
            }
            // Null opts out of the comparison.
            guard quantity["changeFromQuantity"].number.map({ $0 == level.available }) ?? true else {
                return complaint("CHANGE_FROM_QUANTITY_STALE", "changeFromQuantity")
            }
            return []
        }
    }

    private static func payload(_ field: String, group: JSONValue, _ errors: [JSONValue]) -> AdminResult {
        let payload: JSONValue = ["inventoryAdjustmentGroup": group, "userErrors": .array(errors)]
        return .data(.object([.init(name: field, value: payload)]), actual: group == .null ? 10 : 13)
    }

    private static func userError(_ code: String, _ field: [String]?) -> JSONValue {
        [
            "code": .string(code), "field": field.map { .array($0.map(JSONValue.string)) } ?? .null,
            "message": .string(messages[code] ?? code),
        ]
    }

    private static let messages = [
        "INVALID_INVENTORY_ITEM": "The specified inventory item could not be found.",
        "INVALID_LOCATION": "The specified location could not be found.",
        "INVALID_NAME": "The quantity name must be either 'available' or 'on_hand'.",
        "INVALID_REASON": "The specified reason is invalid.",
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

/// What a write did to the shelf.
struct WriteOutcome: Sendable {
    var changes: [ShopChange]
    /// Entries that were refused because the shelf had moved.
    var stale: Int

    static let none = WriteOutcome(changes: [], stale: 0)
}
