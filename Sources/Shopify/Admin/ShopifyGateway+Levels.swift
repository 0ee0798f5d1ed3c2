package import Inventory
package import Sync

extension ShopifyGateway {
    package func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        precondition(items.count <= batchLimit, "more items than one reading takes")
        let variables = LevelsByItem.Variables(ids: items.map { GlobalID($0) }, locationId: locationId)
        let answer = try await read(LevelsByItem.self, variables, .look)
        guard answer.value.nodes.count == items.count else {
            throw GatewayError(
                kind: .protocolViolation,
                reason: "Shopify answered about other items than were asked for"
            )
        }
        return LevelReading(
            entries: zip(items, answer.value.nodes).map { id, item in
                LevelReading.Entry(
                    inventoryItemId: id,
                    sku: item?.sku.flatMap(SKU.init(usable:)),
                    available: item.flatMap { $0.tracked ? $0.inventoryLevel?.quantities.first?.quantity : nil },
                    updatedAt: item?.inventoryLevel?.updatedAt.timestamp
                )
            },
            readAt: try Self.time(of: answer)
        )
    }

    package func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        try await walk.page(after: cursor)
    }

    /// A page of one level: it takes the location and the access token, and costs next to nothing.
    package func probe() async throws(GatewayError) -> Timestamp? {
        try await Self.levelsPage(admin, locationId, first: 1, after: nil, patience).reading.readAt
    }

    static func levelsPage(
        _ admin: AdminClient,
        _ locationId: GlobalID<Resource.Location>,
        first: Int,
        after cursor: String?,
        _ patience: Patience
    ) async throws(GatewayError) -> CatalogPage {
        let variables = LocationLevels.Variables(locationId: locationId, first: first, after: cursor)
        let answer = try await patience.read(isBegun: cursor != nil) { () async throws(AdminFailure) in
            try await admin.run(LocationLevels.self, variables, .walk)
        }
        guard let location = answer.value.location else {
            throw GatewayError(
                kind: .credentials,
                reason: "the shop has no location \(locationId.number), or the access token may not see it"
            )
        }
        let entries = location.inventoryLevels.nodes.map { level in
            LevelReading.Entry(
                inventoryItemId: level.item.id.number,
                sku: level.item.sku.flatMap(SKU.init(usable:)),
                available: level.item.tracked ? level.quantities.first?.quantity : nil,
                updatedAt: level.updatedAt.timestamp
            )
        }
        return CatalogPage(
            reading: LevelReading(entries: entries, readAt: try time(of: answer)),
            next: location.inventoryLevels.pageInfo.next
        )
    }

    /// Shopify's clock decides what a reading contains; ours would be a guess.
    private static func time<Value>(of answer: AdminAnswer<Value>) throws(GatewayError) -> Timestamp {
        guard let date = answer.date else {
            throw GatewayError(
                kind: .protocolViolation,
                reason: "Shopify's answer says not when it was given (no Date)"
            )
        }
        return date
    }
}
