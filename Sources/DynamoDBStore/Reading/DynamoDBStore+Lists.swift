import DynamoDB
package import Inventory
package import Sync

extension DynamoDBStore {
    package func alerts(_ tenant: TenantID, _ filter: AlertFilter, _ page: PageRequest) async throws -> Page<Alert> {
        try await reading {
            try await list("alerts", .alerts, tenant, ofSKU: filter.sku).page(page) { _, item in
                let alert = try Alert(item)
                return filter.wants(alert) ? alert : nil
            }
        }
    }

    package func alertSummary(_ tenant: TenantID) async throws -> AlertSummary {
        try await reading {
            let live = AlertKeys.live(tenant)
            var counts: [String: (AlertSummary.Group, Int)] = [:]
            let query = ItemQuery(table: reader.prefix + live.table.rawValue, partition: live.partition)
            try await reader.forEach(query, live.table) { _, row in
                let group = AlertSummary.Group(
                    type: try row.item.choice("type"),
                    state: try row.item.choice("state"),
                    read: try row.item.bool("read"),
                    rows: 0
                )
                let name = "\(group.type.rawValue)/\(group.state.rawValue)/\(group.read)"
                counts[name] = (group, (counts[name]?.1 ?? 0) + 1)
                return true
            }
            return AlertSummary(
                groups: counts.values.map { group, rows in
                    AlertSummary.Group(type: group.type, state: group.state, read: group.read, rows: rows)
                }
            )
        }
    }

    package func returns(_ tenant: TenantID, _ filter: ReturnFilter, _ page: PageRequest) async throws -> Page<Return> {
        try await reading {
            guard let order = filter.orderId else {
                return try await list("returns", .returns, tenant, ofSKU: filter.sku).page(page) { _, item in
                    let row = try Return(item)
                    return filter.wants(row) ? row : nil
                }
            }
            // An order has few returns: all of them are read, and then cut into pages.
            let places = try await reader.range(whole(ReturnKeys.ofOrder(tenant, order))).map(\.key.sort)
            let rows = try await reader.rows(places.map { Chronicle.place(.returns, tenant).row($0) })
            let found = try rows.compactMap { key, row in try row.map { (key.sort, try Return($0.item)) } }
                .filter { filter.wants($0.1) }
                .sorted { StepRows.precedes($1.0, $0.0) }
            let cursor = ListCursor(list: "returns", tenant: tenant)
            let start = try cursor.position(page.cursor).map { MovedPlace.place($0, in: .returns) }
            let rest = found.filter { found in start.map { StepRows.precedes(found.0, $0) } ?? true }
            let items = rest.prefix(max(1, page.limit))
            let next = rest.count > items.count ? items.last?.0 : nil
            return Page(items: items.map(\.1), next: next.map(cursor.encode))
        }
    }

    package func transactions(
        _ tenant: TenantID,
        _ filter: TransactionFilter,
        _ page: PageRequest
    ) async throws -> Page<TransactionRecord> {
        let now = clock.now
        let list = ListReader(
            reader: reader,
            name: "transactions",
            tenant: tenant,
            table: .transactions,
            queries: transactionQueries(tenant)
        )
        return try await reading {
            try await list.page(page) { _, item in
                let record = try TransactionRecord(item)
                guard record.expiresAt > now, filter.action ?? record.action == record.action,
                    filter.status ?? record.status == record.status
                else { return nil }
                return record
            }
        }
    }

    package func transaction(_ tenant: TenantID, txId: String) async throws -> TransactionRecord? {
        let now = clock.now
        return try await reading {
            let partition = TransactionRecord.partition(tenant, txId: txId)
            let rows = try await reader.range(whole(PartitionKey(table: .transactions, partition: partition)))
            let newest =
                try rows.map { ($0.row.item.optionalText("place") ?? "", try TransactionRecord($0.row.item)) }
                .filter { $0.1.key.txId == txId && $0.1.expiresAt > now }
                .max { StepRows.precedes($0.0, $1.0) }
            return newest?.1
        }
    }

    package func quarantine(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<QuarantinedDelivery> {
        // Bodies may be large: a page holds few of them.
        let request = PageRequest(limit: min(page.limit, Self.bodiesAtOnce), cursor: page.cursor)
        return try await reading {
            let found = try await list("quarantine", .quarantine, tenant).page(request) { key, item in
                FoundRow(key: key, row: Row(item: item, commit: ""))
            }
            var deliveries: [QuarantinedDelivery] = []
            for row in found.items {
                deliveries.append(try QuarantinedDelivery(row.row.item, body: try await body(row.key, row.row.item)))
            }
            return Page(items: deliveries, next: found.next)
        }
    }

    private static let bodiesAtOnce = 250

    func body(_ key: RowKey, _ item: Item) async throws -> [UInt8] {
        if let body = item["body"]?.bytes { return body }
        let id = try item.text("bodyId")
        let parts = RangeKey(
            place: BodyRows.parts(key),
            after: "\(id)/",
            through: "\(id)/" + SortText.last,
            limit: .max
        )
        return try await reader.range(parts).flatMap { try $0.row.item.bytes("part") }
    }

    package func privacyRequests(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<PrivacyRequest> {
        let place = Chronicle.place(.access, tenant, PrivacyKeys.list)
        return try await reading {
            try await list("privacy", place, tenant).page(page) { _, item in try PrivacyRequest(item) }
        }
    }

    package func accessKeys(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AccessKey> {
        try await reading {
            try await list("keys", AccessRows.keys(tenant), tenant).page(page) { _, item in try AccessKey(item) }
        }
    }

    package func accessKey(hash: [UInt8]) async throws -> AccessKey? {
        try await reading { try await reader.row(AccessRows.hash(hash)).map(AccessKey.init) }
    }

    package func tenants(_ page: PageRequest) async throws -> Page<Tenant> {
        try await reading {
            try await list("tenants", AccessRows.tenants, TenantID(stored: "")).page(page) { _, item in
                try Tenant(item)
            }
        }
    }

    package func tenant(_ id: TenantID) async throws -> Tenant? {
        try await reading { try await reader.row(AccessRows.tenant(id)).map(Tenant.init) }
    }

    // MARK: - Lists

    func whole(_ place: PartitionKey) -> RangeKey {
        RangeKey(place: place, after: nil, through: nil, limit: .max)
    }

    func list(_ name: String, _ place: PartitionKey, _ tenant: TenantID) -> ListReader {
        let query = ItemQuery(table: reader.prefix + place.table.rawValue, partition: place.partition)
        return ListReader(reader: reader, name: name, tenant: tenant, table: place.table, queries: [query])
    }

    /// The partitions of the index that the list of transactions is spread over.
    func transactionQueries(_ tenant: TenantID) -> [ItemQuery] {
        (0..<TransactionRecord.shards).map { shard in
            ItemQuery(
                table: reader.prefix + StoreTable.transactions.rawValue,
                index: StoreTable.listIndex,
                partitionName: "list",
                partition: TransactionRecord.list(tenant, shard: shard),
                sortName: "place"
            )
        }
    }

    /// A chronicle, or those of its rows that are about one SKU.
    private func list(
        _ name: String,
        _ table: StoreTable,
        _ tenant: TenantID,
        ofSKU sku: SKU? = nil
    ) -> ListReader {
        guard let sku else { return list(name, Chronicle.place(table, tenant), tenant) }
        let query = ItemQuery(
            table: reader.prefix + table.rawValue,
            index: StoreTable.skuIndex,
            partitionName: "skuKey",
            partition: "\(tenant)/\(sku)"
        )
        return ListReader(reader: reader, name: name, tenant: tenant, table: table, queries: [query])
    }
}

extension ReturnFilter {
    fileprivate func wants(_ row: Return) -> Bool {
        (sku == nil || sku == row.sku) && (orderId == nil || orderId == row.orderId)
            && (disposition ?? row.disposition) == row.disposition
    }
}
