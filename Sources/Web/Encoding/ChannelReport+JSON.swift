import Inventory
import JSONPull
import Sync

extension JSONWriter {
    mutating func value(_ report: ChannelReport) {
        object { json in
            json.member("dryRun", report.dryRun)
            json.member("checkedItems", report.checkedItems)
            json.member("trackedItems", report.trackedItems)
            json.member("itemsWithoutSku", report.itemsWithoutSKU)
            json.member("mergedOrders", report.mergedOrders)
            json.member("duplicateSkus", array: report.duplicates) { $0.string($1.value) }
            json.member("differences", array: report.differences) { json, difference in
                json.object { json in
                    json.member("sku", difference.sku.value)
                    json.member("expected", difference.expected)
                    json.member("live", difference.live)
                    json.member("unexplained", difference.unexplained)
                    json.member("action", difference.action.rawValue)
                }
            }
            json.member("unlistedDifferences", report.unlistedDifferences)
            json.member("startedAt", report.startedAt)
            json.member("finishedAt", report.finishedAt)
        }
    }
}
