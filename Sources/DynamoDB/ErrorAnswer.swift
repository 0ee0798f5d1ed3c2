import JSONPull

/// The body of an answer that is no success: `{"__type":"com.amazonaws.dynamodb.v20120810#Name","message":…}`.
struct ErrorAnswer {
    let type: String
    let message: String
    let reasons: [CancellationReason]

    init(_ body: [UInt8]) {
        var type = ""
        var message = ""
        var reasons: [CancellationReason] = []
        do {
            try JSONReader.read(body) { reader in
                try reader.readObject { key, reader in
                    if key == "__type" {
                        type = try reader.readString().split(separator: "#").last.map(String.init) ?? ""
                    } else if key == "message" || key == "Message" {
                        message = try reader.readStringOrNull() ?? ""
                    } else if key == "CancellationReasons" {
                        try reader.readArray { reasons.append(try Self.reason(&$0)) }
                    }
                }
            }
        } catch {
            message = "an answer that is no JSON"
        }
        self.type = type
        self.message = message
        self.reasons = reasons
    }

    private static func reason(_ reader: inout JSONReader) throws -> CancellationReason {
        var code = ""
        var item: Item?
        var message: String?
        try reader.readObject { key, reader in
            if key == "Code" {
                code = try reader.readStringOrNull() ?? ""
            } else if key == "Item" {
                item = try reader.readNull() ? nil : reader.readItem()
            } else if key == "Message" {
                message = try reader.readStringOrNull()
            }
        }
        return CancellationReason(code: CancellationReason.Code(code), item: item, message: message)
    }

    /// What the answer means. `isTransient`: the same request may succeed if it is sent again.
    func error(status: Int) -> (error: DynamoDBError, isTransient: Bool) {
        let text = message.isEmpty ? type : "\(type): \(message)"
        switch type {
        case "TransactionCanceledException":
            return (.cancelled(reasons, afterLostReply: false), false)
        case "ConditionalCheckFailedException":
            return (.conditionFailed, false)
        case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded",
            "LimitExceededException":
            return (.throttled(text), true)
        case "TransactionInProgressException", "TransactionConflictException":
            return (.throttled(text), true)
        case "ResourceNotFoundException", "TableNotFoundException":
            return (.notFound(text), false)
        case "ResourceInUseException", "ContinuousBackupsUnavailableException":
            return (.inUse(text), false)
        case "UnrecognizedClientException", "AccessDeniedException", "MissingAuthenticationTokenException",
            "InvalidSignatureException", "IncompleteSignatureException", "ExpiredTokenException":
            return (.denied(text), false)
        default:
            if status >= 500 || status == 429 {
                return (.unavailable("\(status) \(text)", mayHaveHappened: true), true)
            }
            return (.invalid("\(status) \(text)"), false)
        }
    }
}
