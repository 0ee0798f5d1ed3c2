import Inventory
import JSONPull
import Sync

/// `{"txId":"…","counts":[{"sku","count","version"}]}`
enum CountsBody {
    static func encode(_ batch: PushBatch) -> [UInt8] {
        // An item is some 45 bytes beside its SKU.
        var writer = JSONWriter(capacity: 96 + batch.items.count * 72)
        writer.object { writer in
            writer.key("txId")
            writer.string(batch.txId)
            writer.key("counts")
            writer.array { writer in
                for item in batch.items {
                    writer.object { writer in
                        writer.key("sku")
                        writer.string(item.sku.value)
                        writer.key("count")
                        writer.integer(item.count)
                        writer.key("version")
                        writer.integer(item.version)
                    }
                }
            }
        }
        return writer.bytes
    }
}
