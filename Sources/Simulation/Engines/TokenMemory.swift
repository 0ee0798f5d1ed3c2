/// Tokens of transactions that were carried out, as DynamoDB remembers them.
@SimulationActor
final class TokenMemory {
    private var carriedOut: Set<String> = []

    func contains(_ token: String) -> Bool { carriedOut.contains(token) }
    func insert(_ token: String) { carriedOut.insert(token) }
}
