import Inventory
import Sync

/// Of each channel the write of unknown fate, as the one value that `IntendedBatch` encodes.
enum IntentRows {
    static func find(_ source: some StatementSource, channel: Int64) throws -> IntendedBatch? {
        try source.statement("SELECT batch FROM intents WHERE channel_id = ?")
            .first({ $0.add(channel) }, { try IntendedBatch(encoded: $0.bytes()) })
    }

    static func put(_ source: some StatementSource, channel: Int64, _ batch: IntendedBatch?) throws {
        if let batch {
            try source.statement("INSERT OR REPLACE INTO intents (channel_id, batch) VALUES (?, ?)")
                .run { $0.add(channel, batch.encoded()) }
        } else {
            try source.statement("DELETE FROM intents WHERE channel_id = ?").run { $0.add(channel) }
        }
    }
}
