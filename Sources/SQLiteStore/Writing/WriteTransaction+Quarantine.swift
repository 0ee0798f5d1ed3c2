import Inventory
import Sync

extension WriteTransaction {
    func quarantined(_ quarantineId: String) throws -> QuarantinedDelivery? {
        try QuarantineRows.find(connection, tenant: state.number, quarantineId)
    }

    func put(_ delivery: QuarantinedDelivery) throws {
        beginWriting()
        if try QuarantineRows.update(connection, tenant: state.number, delivery) { return }
        try QuarantineRows.insert(
            connection,
            number: try state.nextNumber(in: .quarantine),
            tenant: state.number,
            channel: try memory.name(delivery.channelId.value),
            source: try memory.name(delivery.key.source),
            delivery
        )
    }

    func quarantined(of channel: ChannelID, containingAnyOf texts: [String]) throws -> [String] {
        guard let name = try memory.knownName(channel.value) else { return [] }
        if texts.isEmpty { return try QuarantineRows.ids(connection, tenant: state.number, channel: name) }
        var found: [Int64: String] = [:]
        for text in texts where !text.isEmpty {
            let matches = try QuarantineRows.containing(connection, tenant: state.number, channel: name, text)
            for match in matches { found[match.number] = match.element }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    func deleteQuarantined(_ quarantineId: String) throws {
        beginWriting()
        try erasing { try QuarantineRows.delete(connection, tenant: state.number, quarantineId) }
    }

    func put(_ request: PrivacyRequest) throws {
        beginWriting()
        try PrivacyRequestRows.put(
            connection,
            number: try state.nextNumber(in: .privacyRequests),
            tenant: state.number,
            channel: try memory.name(request.channelId.value),
            request
        )
    }
}
