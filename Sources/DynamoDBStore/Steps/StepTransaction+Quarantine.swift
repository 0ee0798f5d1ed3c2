import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func quarantined(_ quarantineId: String) throws -> QuarantinedDelivery? {
        guard let (key, item) = try quarantine.find(quarantineId) else { return nil }
        return try QuarantinedDelivery(item, body: try BodyRows(self, key).read(item))
    }

    func put(_ delivery: QuarantinedDelivery) throws {
        if let (key, held) = try quarantine.find(delivery.quarantineId) {
            // A body never changes.
            var item = delivery.item
            item["body"] = held["body"]
            item["bodyId"] = held["bodyId"]
            try rows.write(key, item)
            return
        }
        let (key, _) = try quarantine.put(delivery.quarantineId, delivery.item)
        var item = delivery.item
        BodyRows(self, key).write(delivery.body, &item)
        rows.writeBlindly(key, item)
    }

    func quarantined(of channel: ChannelID, containingAnyOf texts: [String]) throws -> [String] {
        let wanted = texts.filter { !$0.isEmpty }.map { Array($0.utf8) }
        return try rows.range(quarantine.place).compactMap { key, item in
            guard item.optionalText("channelId") == channel.value else { return nil }
            if !texts.isEmpty {
                let body = try BodyRows(self, key).read(item)
                guard wanted.contains(where: { body.contains($0) }) else { return nil }
            }
            return try item.text("quarantineId")
        }
    }

    func deleteQuarantined(_ quarantineId: String) throws {
        guard let (key, item) = try quarantine.find(quarantineId) else { return }
        try BodyRows(self, key).delete(item)
        try quarantine.delete(quarantineId)
    }

    func put(_ request: PrivacyRequest) throws {
        try Chronicle(self, .access, PrivacyKeys.list).put(request.requestId, request.item)
    }

    private var quarantine: Chronicle { Chronicle(self, .quarantine) }
}

enum PrivacyKeys {
    static let list = "privacy"
}
