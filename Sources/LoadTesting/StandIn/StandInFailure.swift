import DynamoDB
import JSONPull

/// An answer that is no success, in the words of DynamoDB.
struct StandInFailure: Error {
    /// Why one item of a transaction stands in its way.
    struct Reason {
        var code = "None"
        var item: Item?
    }

    let type: String
    let message: String
    var reasons: [Reason] = []

    static func invalid(_ message: String) -> StandInFailure {
        StandInFailure(type: "ValidationException", message: message)
    }

    static func noTable(_ name: String) -> StandInFailure {
        StandInFailure(type: "ResourceNotFoundException", message: "there is no table \(name)")
    }

    static func cancelled(_ reasons: [Reason]) -> StandInFailure {
        let codes = reasons.map(\.code).joined(separator: ", ")
        return StandInFailure(
            type: "TransactionCanceledException",
            message: "Transaction cancelled, please refer cancellation reasons for specific reasons [\(codes)]",
            reasons: reasons
        )
    }

    var body: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.key("__type")
            writer.string("com.amazonaws.dynamodb.v20120810#\(type)")
            writer.key("message")
            writer.string(message)
            guard !reasons.isEmpty else { return }
            writer.key("CancellationReasons")
            writer.array { writer in
                for reason in reasons {
                    writer.object { writer in
                        writer.key("Code")
                        writer.string(reason.code)
                        guard let item = reason.item else { return }
                        writer.key("Item")
                        writer.item(item)
                    }
                }
            }
        }
        return writer.bytes
    }
}
