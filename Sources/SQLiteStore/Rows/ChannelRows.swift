import Inventory
import Sync

enum ChannelRows {
    private enum KindCode: Int64, StoredCode {
        case shopify = 0
        case http = 1

        var storedCode: Int64 { rawValue }
        init?(storedCode: Int64) { self.init(rawValue: storedCode) }
    }

    /// In order of creation.
    static func all(_ source: some StatementSource, tenant: Int64) throws -> [NumberedChannel] {
        let statement = try source.statement(
            """
            SELECT id, channel_id, kind, shop, location_id, admin_url, api_version, authority, url, sealed_credentials,
                pause, last_error, last_reconciled_at, reconciliation, created_at, updated_at
            FROM channels WHERE tenant_id = ? ORDER BY id
            """
        )
        return try statement.all({ $0.add(tenant) }, { try numbered(&$0) })
    }

    static func find(_ source: some StatementSource, tenant: Int64, _ id: ChannelID) throws -> NumberedChannel? {
        let statement = try source.statement(
            """
            SELECT id, channel_id, kind, shop, location_id, admin_url, api_version, authority, url, sealed_credentials,
                pause, last_error, last_reconciled_at, reconciliation, created_at, updated_at
            FROM channels WHERE tenant_id = ? AND channel_id = ?
            """
        )
        return try statement.first({ $0.add(tenant, id.value) }, { try numbered(&$0) })
    }

    static func ofEveryTenant(_ source: some StatementSource) throws -> [(tenant: TenantID, channel: Channel)] {
        let statement = try source.statement(
            """
            SELECT id, channel_id, kind, shop, location_id, admin_url, api_version, authority, url, sealed_credentials,
                pause, last_error, last_reconciled_at, reconciliation, created_at, updated_at,
                (SELECT t.tenant_id FROM tenants t WHERE t.id = channels.tenant_id)
            FROM channels ORDER BY id
            """
        )
        return try statement.all(
            { _ in },
            { columns in
                let channel = try numbered(&columns).channel
                return (TenantID(stored: try columns.text()), channel)
            }
        )
    }

    static func insert(_ source: some StatementSource, tenant: Int64, _ channel: Channel) throws {
        let statement = try source.statement(
            """
            INSERT INTO channels (kind, shop, location_id, admin_url, api_version, authority, url, sealed_credentials,
                pause, last_error, last_reconciled_at, reconciliation, updated_at, tenant_id, channel_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            bind(channel, &$0)
            $0.add(tenant)
            $0.add(channel.channelId.value)
            $0.add(channel.createdAt)
        }
    }

    static func update(_ source: some StatementSource, number: Int64, _ channel: Channel) throws {
        let statement = try source.statement(
            """
            UPDATE channels SET kind = ?, shop = ?, location_id = ?, admin_url = ?, api_version = ?, authority = ?,
                url = ?, sealed_credentials = ?, pause = ?, last_error = ?, last_reconciled_at = ?, reconciliation = ?,
                updated_at = ?
            WHERE id = ?
            """
        )
        try statement.run {
            bind(channel, &$0)
            $0.add(number)
        }
    }

    /// Takes the channel away at once; its rows are nobody's from then on and go as the sweep comes by.
    static func remove(_ source: some StatementSource, tenant: Int64, number: Int64) throws {
        try source.statement("DELETE FROM channels WHERE id = ?").run { $0.add(number) }
        try IntentRows.put(source, channel: number, nil)
        try source.statement("INSERT INTO removed_channels (channel_id, tenant_id, position) VALUES (?, ?, 0)")
            .run { $0.add(number, tenant) }
    }

    private static func bind(_ channel: Channel, _ bindings: inout Bindings) {
        switch channel.kind {
        case .shopify(let settings):
            bindings.add(KindCode.shopify.storedCode)
            bindings.add(settings.shop)
            bindings.add(settings.locationId)
            bindings.add(settings.adminUrl)
            bindings.add(settings.apiVersion)
            bindings.add(settings.authority.storedCode)
            bindings.addNull()
        case .http(let url):
            bindings.add(KindCode.http.storedCode)
            for _ in 0..<5 { bindings.addNull() }
            bindings.add(url)
        }
        bindings.add(channel.sealedCredentials)
        bindings.add(channel.pause?.storedCode)
        bindings.add(channel.lastError)
        bindings.add(channel.lastReconciledAt)
        bindings.add(channel.reconciliation.encoded())
        bindings.add(channel.updatedAt)
    }

    private static func numbered(_ columns: inout Columns) throws -> NumberedChannel {
        let number = columns.int64()
        let channelId = ChannelID(stored: try columns.text())
        let kind: Channel.Kind
        switch try columns.code(KindCode.self) {
        case .shopify:
            let settings = Channel.ShopifySettings(
                shop: try columns.text(),
                locationId: columns.int64(),
                adminUrl: columns.optionalText(),
                apiVersion: try columns.text(),
                authority: try columns.code()
            )
            kind = .shopify(settings)
            _ = columns.optionalText()
        case .http:
            for _ in 0..<5 { _ = columns.optionalText() }
            kind = .http(url: try columns.text())
        }
        let channel = Channel(
            channelId: channelId,
            kind: kind,
            sealedCredentials: columns.bytes(),
            pause: try columns.optionalCode(),
            lastError: columns.optionalText(),
            lastReconciledAt: columns.optionalTimestamp(),
            reconciliation: try Reconciliation(encoded: columns.bytes()),
            createdAt: columns.timestamp(),
            updatedAt: columns.timestamp()
        )
        return NumberedChannel(number: number, channel: channel)
    }
}
