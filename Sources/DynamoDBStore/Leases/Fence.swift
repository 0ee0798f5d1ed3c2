import DynamoDB

/// What must hold for whoever writes on behalf of a channel, or of work that is done once: the term of its lease is still
/// this instance's. The condition is part of every such commit, so an instance that was paused and wakes up late writes
/// nothing.
struct Fence: Hashable, Sendable {
    let key: RowKey
    let owner: String
    let term: Int64

    /// The fences of the work that is under way in this task: all of them must hold.
    @TaskLocal static var current: [Fence] = []

    var condition: Expression {
        Expression(
            "#owner = :owner AND #term = :term",
            names: ["#owner": LeaseRow.ownerName, "#term": LeaseRow.termName],
            values: [":owner": .string(owner), ":term": .number(term)]
        )
    }

    func check(prefix: String) -> ItemWrite {
        ItemWrite(key: key.itemKey(prefix: prefix), action: .check, condition: condition)
    }
}
