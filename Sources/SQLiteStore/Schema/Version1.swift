/// The tables as first released. A later version adds a migration and never edits this one.
///
/// Texts that repeat in every row are kept once in `names`; columns without a type hold a `PackedUUID` or any other text.
/// Times are milliseconds since the epoch. Numbers of rows are made by `RowNumber`.
enum Version1 {
    static let sql = """
        CREATE TABLE engine (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE tenants (
            id INTEGER PRIMARY KEY,
            tenant_id TEXT NOT NULL UNIQUE,
            name TEXT,
            created_at INTEGER
        ) STRICT;

        -- One row for each SKU that anything speaks of; it is a level once updated_at is set. It holds all that one order
        -- touches of a SKU (items: what its channels show; dirt: for which of them it waits), so that at a million SKUs
        -- an order costs one page for each of its SKUs, read once and written once. See StockRow and ChannelBytes.
        CREATE TABLE stock (
            tenant_id INTEGER NOT NULL,
            sku TEXT NOT NULL,
            physical INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            suspense INTEGER NOT NULL,
            low_stock_threshold INTEGER,
            tracked INTEGER NOT NULL,
            conditions INTEGER NOT NULL,
            version INTEGER NOT NULL,
            updated_at INTEGER,
            last_movement INTEGER NOT NULL,
            items BLOB,
            dirt BLOB,
            PRIMARY KEY (tenant_id, sku)
        ) STRICT, WITHOUT ROWID;

        -- The ledger, append-only. Each row names the SKU's previous one and the SKU's row the last, so that appending
        -- touches no index and one SKU's rows are found without any.
        CREATE TABLE movements (
            id INTEGER PRIMARY KEY,
            previous INTEGER NOT NULL,
            sku TEXT NOT NULL,
            movement_id ANY NOT NULL,
            kind INTEGER NOT NULL,
            physical_delta INTEGER NOT NULL,
            reserved_delta INTEGER NOT NULL,
            suspense_delta INTEGER NOT NULL,
            physical INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            suspense INTEGER NOT NULL,
            tx_id ANY NOT NULL,
            reference TEXT,
            actor INTEGER NOT NULL,
            note TEXT,
            timestamp INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE transactions (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            tx_id ANY NOT NULL,
            source INTEGER NOT NULL,
            action INTEGER NOT NULL,
            status INTEGER NOT NULL,
            channel INTEGER,
            event_id ANY,
            reference TEXT,
            actor INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX transactions_by_key ON transactions (tenant_id, tx_id, source);
        CREATE INDEX transactions_by_action ON transactions (tenant_id, action);
        -- Only what is rarer than applied (0) and told (1).
        CREATE INDEX transactions_by_status ON transactions (tenant_id, status) WHERE status > 1;
        CREATE INDEX transactions_by_expiry ON transactions (expires_at);

        CREATE TABLE answers (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            key TEXT NOT NULL,
            path TEXT NOT NULL,
            method TEXT NOT NULL,
            request_hash BLOB NOT NULL,
            status INTEGER NOT NULL,
            body BLOB NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX answers_by_scope ON answers (tenant_id, key, path, method);
        CREATE INDEX answers_by_expiry ON answers (expires_at);

        -- Scopes without a channel have channel 0, those without a SKU the empty text.
        CREATE TABLE buffer_rules (
            tenant_id INTEGER NOT NULL,
            channel_id INTEGER NOT NULL,
            sku TEXT NOT NULL,
            units INTEGER,
            percent_hundredths INTEGER,
            floor INTEGER,
            cap INTEGER,
            PRIMARY KEY (tenant_id, channel_id, sku)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE orders (
            channel_id INTEGER NOT NULL,
            order_id INTEGER NOT NULL,
            look_at INTEGER,
            state BLOB NOT NULL,
            PRIMARY KEY (channel_id, order_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX orders_by_look ON orders (channel_id, look_at) WHERE look_at IS NOT NULL;

        CREATE TABLE returns (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            return_id ANY NOT NULL,
            sku TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            disposition INTEGER NOT NULL,
            order_id TEXT,
            channel INTEGER,
            note TEXT,
            tx_id ANY NOT NULL,
            timestamp INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX returns_by_return_id ON returns (tenant_id, return_id);
        CREATE INDEX returns_by_sku ON returns (tenant_id, sku);
        CREATE INDEX returns_by_order ON returns (tenant_id, order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX returns_by_disposition ON returns (tenant_id, disposition);
        CREATE INDEX returns_with_note ON returns (tenant_id, channel) WHERE note IS NOT NULL;

        -- sku is empty and channel 0 where the alert is about none.
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            alert_id ANY NOT NULL,
            type INTEGER NOT NULL,
            sku TEXT NOT NULL,
            channel INTEGER NOT NULL,
            message TEXT NOT NULL,
            timestamp INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            occurrences INTEGER NOT NULL,
            read INTEGER NOT NULL,
            state INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX alerts_by_alert_id ON alerts (tenant_id, alert_id);
        CREATE INDEX alerts_by_key ON alerts (tenant_id, type, sku, channel);
        CREATE INDEX alerts_by_sku ON alerts (tenant_id, sku) WHERE sku > '';
        CREATE INDEX alerts_unread ON alerts (id, type, state) WHERE read = 0;
        CREATE INDEX alerts_open ON alerts (id, type, read) WHERE state = 0;

        -- Numbers of channels are never given twice: rows of a deleted one are nobody's until they are swept.
        CREATE TABLE channels (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant_id INTEGER NOT NULL,
            channel_id TEXT NOT NULL,
            kind INTEGER NOT NULL,
            shop TEXT,
            location_id INTEGER,
            admin_url TEXT,
            api_version TEXT,
            authority INTEGER,
            url TEXT,
            sealed_credentials BLOB NOT NULL,
            pause INTEGER,
            last_error TEXT,
            last_reconciled_at INTEGER,
            reconciliation BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX channels_by_channel_id ON channels (tenant_id, channel_id);
        CREATE TABLE removed_channels (
            channel_id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            position TEXT NOT NULL
        ) STRICT;

        -- What of a channel must be looked at again and when, and which of its items hold units in suspense: few at a time.
        -- The items themselves stand in stock. Of each channel the write whose fate is not known.
        CREATE TABLE looks (
            channel_id INTEGER NOT NULL,
            look_at INTEGER NOT NULL,
            sku TEXT NOT NULL,
            PRIMARY KEY (channel_id, look_at, sku)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE suspects (
            channel_id INTEGER NOT NULL,
            sku TEXT NOT NULL,
            PRIMARY KEY (channel_id, sku)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE intents (channel_id INTEGER PRIMARY KEY, batch BLOB NOT NULL) STRICT;

        CREATE TABLE catalog_items (
            channel_id INTEGER NOT NULL,
            inventory_item_id INTEGER NOT NULL,
            sku TEXT,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (channel_id, inventory_item_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX catalog_items_by_sku ON catalog_items (channel_id, sku) WHERE sku IS NOT NULL;

        -- Which SKUs wait for a channel, oldest first: numbers are the channel's above a sequence. The marks themselves
        -- stand in stock. What was set aside waits apart until its time.
        CREATE TABLE dirt (id INTEGER PRIMARY KEY, since INTEGER NOT NULL, sku TEXT NOT NULL) STRICT;
        CREATE TABLE dirt_aside (
            channel_id INTEGER NOT NULL,
            retry_at INTEGER NOT NULL,
            sku TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (channel_id, retry_at, sku)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX dirt_aside_by_since ON dirt_aside (channel_id, since);
        CREATE TABLE dirt_counts (channel_id INTEGER PRIMARY KEY, dirty INTEGER NOT NULL) STRICT;
        CREATE TABLE sweeps (channel_id INTEGER PRIMARY KEY, position TEXT NOT NULL) STRICT;

        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            quarantine_id ANY NOT NULL,
            channel INTEGER NOT NULL,
            topic TEXT NOT NULL,
            source INTEGER NOT NULL,
            tx_id ANY NOT NULL,
            event_id ANY,
            body BLOB NOT NULL,
            reason TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            replayed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX quarantine_by_quarantine_id ON quarantine (tenant_id, quarantine_id);
        CREATE INDEX quarantine_by_channel ON quarantine (tenant_id, channel);

        CREATE TABLE privacy_requests (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            request_id ANY NOT NULL,
            kind INTEGER NOT NULL,
            channel INTEGER NOT NULL,
            shop TEXT NOT NULL,
            customer_id INTEGER,
            order_ids TEXT NOT NULL,
            outcome TEXT NOT NULL,
            timestamp INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX privacy_requests_by_request_id ON privacy_requests (tenant_id, request_id);

        CREATE TABLE import_batches (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            batch_id ANY NOT NULL,
            state INTEGER NOT NULL,
            actor INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX import_batches_by_batch_id ON import_batches (tenant_id, batch_id);
        -- staging (0), applying (1) and undoing (2); applied and undone are higher.
        CREATE INDEX import_batches_unfinished ON import_batches (id) WHERE state < 3;
        CREATE TABLE import_rows (
            batch INTEGER NOT NULL,
            sku TEXT NOT NULL,
            line INTEGER NOT NULL,
            physical INTEGER NOT NULL,
            buffer INTEGER,
            low_stock_threshold INTEGER,
            replaced_physical INTEGER,
            replaced_tracked INTEGER,
            replaced_units INTEGER,
            replaced_percent_hundredths INTEGER,
            replaced_floor INTEGER,
            replaced_cap INTEGER,
            replaced_low_stock_threshold INTEGER,
            PRIMARY KEY (batch, sku)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE access_keys (
            id INTEGER PRIMARY KEY,
            tenant_id INTEGER NOT NULL,
            key_id ANY NOT NULL,
            name TEXT NOT NULL,
            role INTEGER NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            is_first INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX access_keys_by_key_id ON access_keys (tenant_id, key_id);
        """
}
