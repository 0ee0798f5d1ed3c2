import Inventory
import Sync

/// A tenant in the writer's memory: its number, its channels, and how far its rows are numbered.
final class TenantState {
    let id: TenantID
    let number: Int64
    private let connection: Connection
    private var highestNumbers: [Int64?] = Array(repeating: nil, count: NumberedTable.allCases.count)
    private var knownChannels: [NumberedChannel]?

    init(id: TenantID, number: Int64, connection: Connection) {
        self.id = id
        self.number = number
        self.connection = connection
    }

    /// The number of a new row. Gaps are left where a commit failed.
    func nextNumber(in table: NumberedTable) throws -> Int64 {
        let next: Int64
        if let highest = highestNumbers[table.rawValue] {
            next = highest + 1
        } else {
            let range = RowNumber.range(of: number)
            let stored = try connection.statement(table.highestNumber)
                .first({ $0.add(range.lowerBound, range.upperBound) }, { $0.optionalInt64() })
            next = ((stored ?? nil) ?? range.lowerBound) + 1
        }
        highestNumbers[table.rawValue] = next
        return next
    }

    /// In order of creation.
    func channels() throws -> [NumberedChannel] {
        if let knownChannels { return knownChannels }
        let channels = try ChannelRows.all(connection, tenant: number)
        knownChannels = channels
        return channels
    }

    func channel(_ id: ChannelID) throws -> NumberedChannel? {
        for known in try channels() where known.channel.channelId == id { return known }
        return nil
    }

    func forgetChannels() {
        knownChannels = nil
    }
}
