import DynamoDB

/// What can go wrong with one write to the tables.
enum TableFault: CaseIterable {
    /// Another transaction is at work on one of the rows.
    case conflict
    /// More than the table may take.
    case throttled
    /// Nobody takes the connection: nothing was sent.
    case noConnection
    /// The connection is reset before the request arrives, which we cannot know.
    case requestLost
    /// It is carried out, and the answer is lost.
    case replyLost
    /// 5xx, and nothing was done.
    case serverError
    /// 5xx, and it was carried out all the same.
    case serverErrorAfterwards

    /// How many of a thousand writes it befalls where everything goes wrong.
    private var share: Int {
        switch self {
        case .conflict, .replyLost: 50
        case .throttled, .requestLost, .serverError, .serverErrorAfterwards: 20
        case .noConnection: 10
        }
    }

    var isCarriedOut: Bool { self == .replyLost || self == .serverErrorAfterwards }

    var rarePath: RarePath {
        switch self {
        case .conflict: .tableConflict
        case .throttled: .tableThrottled
        case .noConnection: .tableUnreachable
        case .requestLost: .tableRequestLost
        case .replyLost: .tableReplyLost
        case .serverError: .tableServerError
        case .serverErrorAfterwards: .tableServerErrorAfterwards
        }
    }

    /// What the engine is answered. Throws `WireFailure` where that is nothing.
    func answer() throws -> WireAnswer {
        switch self {
        case .conflict:
            WireAnswer(
                status: 400,
                body: Self.error(
                    "TransactionCanceledException",
                    #","CancellationReasons":[{"Code":"TransactionConflict","Message":"asked for"}]"#
                )
            )
        case .throttled: WireAnswer(status: 400, body: Self.error("ThrottlingException"))
        case .serverError, .serverErrorAfterwards:
            WireAnswer(status: 500, body: Self.error("InternalServerError"))
        case .noConnection: throw WireFailure(.passing, "no connection")
        case .requestLost, .replyLost: throw WireFailure(.passing, "timed out", mayHaveHappened: true)
        }
    }

    private static func error(_ type: String, _ more: String = "") -> [UInt8] {
        Array(#"{"__type":"com.amazonaws.dynamodb.v20120810#\#(type)","message":"asked for"\#(more)}"#.utf8)
    }

    /// What befalls the next write; nil where nothing does. `level` is from 0 to 100.
    static func draw(level: Int, isTransaction: Bool, _ chance: inout Chance) -> TableFault? {
        var left = chance.index(below: 100_000)
        for fault in allCases where isTransaction || fault != .conflict {
            if left < fault.share * level { return fault }
            left -= fault.share * level
        }
        return nil
    }
}
