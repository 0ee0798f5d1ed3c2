import DynamoDB
import DynamoDBStore
import NIOConcurrencyHelpers

/// The way from one life of an engine to its tables, with the scheduler before and after every write that goes there, and
/// with whatever happens on the way. Reads go on as they are.
final class SimulatedWire: DynamoDBWire {
    private let base: any DynamoDBWire
    private let conductor: Conductor
    private let watch: Watch
    private let weather: (any TableWeather)?
    private let tokens: TokenMemory
    private let isKilled = NIOLockedValueBox(false)

    private static let writes: Set<String> = ["TransactWriteItems", "BatchWriteItem", "PutItem"]

    init(_ base: any DynamoDBWire, _ surroundings: Surroundings, tokens: TokenMemory) {
        self.base = base
        self.tokens = tokens
        conductor = surroundings.conductor
        watch = surroundings.watch
        weather = surroundings.weather
    }

    func kill() { isKilled.withLockedValue { $0 = true } }

    func send(_ operation: String, _ body: [UInt8]) async throws -> WireAnswer {
        guard Self.writes.contains(operation) else {
            try checkAlive()
            let answer = try await base.send(operation, body)
            try checkAlive()
            return answer
        }
        try await stand(at: .landing)
        let token = Self.token(of: body)
        let fault = await weather?.drawTableFault(isTransaction: token != nil)
        if let fault {
            await watch.noteTables("\(operation): \(fault)", fault.rarePath)
            if !fault.isCarriedOut { return try fault.answer() }
        }
        let answer = try await carryOut(operation, body, token)
        try await stand(at: .landed)
        return try fault?.answer() ?? answer
    }

    private func carryOut(_ operation: String, _ body: [UInt8], _ token: String?) async throws -> WireAnswer {
        if let token, await tokens.contains(token), await weather?.knowsToken() ?? true {
            return WireAnswer(status: 200, body: Array("{}".utf8))
        }
        let answer = try await base.send(operation, body)
        if answer.status != 200 { await watch.noteTables("\(operation): \(answer.status)", .staleCommit) }
        if answer.status == 200, let token {
            await tokens.insert(token)
            if CommitToken.decides(token) { await watch.committed(conductor.pendingCommit) }
        }
        return answer
    }

    /// What a dead engine has left behind stands at no port: it would stand there in the name of whoever runs just now.
    private func stand(at port: Port) async throws {
        try checkAlive()
        do { try await conductor.pause(at: port) } catch { throw Self.ended }
        try checkAlive()
    }

    func checkAlive() throws {
        if isKilled.withLockedValue({ $0 }) { throw Self.ended }
    }

    private static let ended = WireFailure(.closed, "the process ended", mayHaveHappened: true)

    /// Of a transaction.
    private static func token(of body: [UInt8]) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.firstRange(of: #""ClientRequestToken":""#)?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }
}
