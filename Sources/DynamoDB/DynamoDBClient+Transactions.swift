import JSONPull

/// One write of a transaction.
package struct ItemWrite: Sendable {
    package enum Action: Sendable {
        /// The whole item, key included.
        case put(Item)
        case delete
        case update(Expression)
        /// Writes nothing: the transaction happens only if the condition holds.
        case check
    }

    package let key: ItemKey
    package let action: Action
    package let condition: Expression?

    package init(key: ItemKey, action: Action, condition: Expression?) {
        self.key = key
        self.action = action
        self.condition = condition
    }
}

extension DynamoDBClient {
    /// The most items that one transaction takes. Source: "Amazon DynamoDB Transactions: How it works".
    package static let transactionLimit = 100

    /// Writes all or nothing. The same token within ten minutes happens once, however often it is sent.
    ///
    /// Throws `DynamoDBError.cancelled` with the items as they stand where a condition does not hold.
    package func transactWrite(_ writes: [ItemWrite], token: String) async throws {
        let body = try await call("TransactWriteItems") { writer in
            writer.returnCapacity()
            writer.key("ClientRequestToken")
            writer.string(token)
            writer.key("TransactItems")
            writer.array { writer in for write in writes { write.write(&writer) } }
        }
        try read("TransactWriteItems", body) { _, _ in }
    }
}

extension ItemWrite {
    func write(_ writer: inout JSONWriter) {
        writer.object { writer in
            switch action {
            case .put(let item):
                writer.key("Put")
                writer.object { writer in
                    writer.key("Item")
                    writer.item(item)
                    writeRest(&writer, nil)
                }
            case .delete:
                writer.key("Delete")
                writer.object { writer in
                    writeKey(&writer)
                    writeRest(&writer, nil)
                }
            case .update(let update):
                writer.key("Update")
                writer.object { writer in
                    writeKey(&writer)
                    writer.key("UpdateExpression")
                    writer.string(update.text)
                    writeRest(&writer, update)
                }
            case .check:
                writer.key("ConditionCheck")
                writer.object { writer in
                    writeKey(&writer)
                    writeRest(&writer, nil)
                }
            }
        }
    }

    private func writeKey(_ writer: inout JSONWriter) {
        writer.key("Key")
        writer.item(key.attributes)
    }

    private func writeRest(_ writer: inout JSONWriter, _ update: Expression?) {
        writer.key("TableName")
        writer.string(key.table)
        if let condition {
            writer.key("ConditionExpression")
            writer.string(condition.text)
            writer.key("ReturnValuesOnConditionCheckFailure")
            writer.string("ALL_OLD")
        }
        Expression(
            "",
            names: (condition?.names ?? [:]).merging(update?.names ?? [:]) { own, _ in own },
            values: (condition?.values ?? [:]).merging(update?.values ?? [:]) { own, _ in own }
        )
        .writeNamesAndValues(&writer)
    }
}
