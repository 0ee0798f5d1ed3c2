import JSONPull
package import Sync

/// Reads the facts out of a delivery's body: only what is needed is decoded, all of it is checked to be JSON.
package struct DeliveryParser: DeliveryReader {
    package init() {}

    /// `topic` nil is the seed format. A topic that is not known gives `.unknownTopic` for any JSON.
    package static func parse(
        topic: String?,
        _ body: UnsafeRawBufferPointer
    ) throws(UnreadableDelivery) -> DeliveryFacts {
        guard let topic else { return .seedSale(try SeedBody.parse(body)) }
        let known = Topic(rawValue: topic)
        do {
            return try JSONReader.read(body) { reader in
                guard let known else { return .unknownTopic }
                return try facts(as: known.effect, &reader)
            }
        } catch {
            throw UnreadableDelivery(error, of: body)
        }
    }

    package static func parse(topic: String?, _ body: [UInt8]) throws(UnreadableDelivery) -> DeliveryFacts {
        let result: Result<DeliveryFacts, UnreadableDelivery> = body.withUnsafeBytes { bytes in
            do throws(UnreadableDelivery) {
                return .success(try parse(topic: topic, bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    package func facts(topic: String, body: [UInt8]) throws(UnreadableDelivery) -> DeliveryFacts {
        try Self.parse(topic: topic, body)
    }

    private static func facts(as effect: Topic.Effect, _ reader: inout JSONReader) throws -> DeliveryFacts {
        switch effect {
        case .order: .order(try OrderBody.read(&reader))
        case .refund: try RefundBody.readDelivery(&reader)
        case .orderEdited: .orderEdited(try OrderBody.readEdit(&reader))
        case .orderDeleted: .orderDeleted(orderId: try reader.readMemberID("id"))
        case .level(let isConnect): .level(try InventoryBody.readLevel(&reader, isConnect: isConnect))
        case .levelDisconnected: try InventoryBody.readDisconnect(&reader)
        case .item: .item(try InventoryBody.readItem(&reader))
        case .itemDeleted: .itemDeleted(inventoryItemId: try reader.readMemberID("id"))
        case .product: .product(try InventoryBody.readProduct(&reader))
        case .productDeleted: .productDeleted(productId: try reader.readMemberID("id"))
        case .dataRequest: .dataRequest(try CustomerBody.read(&reader, orders: "orders_requested"))
        case .customerRedact: .customerRedact(try CustomerBody.read(&reader, orders: "orders_to_redact"))
        case .shopRedact: .shopRedact
        case .uninstalled: .uninstalled
        case .none: .noEffect
        }
    }
}

extension UnreadableDelivery {
    /// What a reading of `body` that threw `error` comes to. Where a value was the trouble, what comes after it has not
    /// been looked at: only if all of it is JSON can a later version hope to read it.
    init(_ error: any Error, of body: UnsafeRawBufferPointer) {
        do {
            guard let error = error as? JSONError, !error.isMalformed else { throw error }
            try JSONReader.validate(body)
            self = .unexpected(path: error.path, message: "\(error.problem)")
        } catch {
            self = .notJSON(reason: "\(error)")
        }
    }
}
