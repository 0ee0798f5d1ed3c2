import DynamoDB
import Inventory
import Signing
import Sync

extension StepTransaction {
    func put(_ key: AccessKey) throws {
        let pointer = AccessRows.pointer(key.tenant, key.keyId)
        if let place = try rows.read(pointer)?.optionalText("place") {
            let row = AccessRows.keys(key.tenant).row(place)
            if let held = try rows.read(row).flatMap({ $0["hash"]?.bytes }), held != key.hash {
                rows.writeBlindly(AccessRows.hash(held), nil)
            }
            try rows.write(row, key.item)
        } else {
            let row = AccessRows.keys(key.tenant).row(newID())
            try rows.write(pointer, ["place": .string(row.sort)])
            rows.writeBlindly(row, key.item)
        }
        rows.writeBlindly(AccessRows.hash(key.hash), key.item)
    }

    func deleteAccessKey(_ keyId: String) throws -> Bool {
        let pointer = AccessRows.pointer(tenant, keyId)
        guard let place = try rows.read(pointer)?.optionalText("place") else { return false }
        let row = AccessRows.keys(tenant).row(place)
        if let hash = try rows.read(row)?["hash"]?.bytes { rows.writeBlindly(AccessRows.hash(hash), nil) }
        try rows.write(row, nil)
        try rows.write(pointer, nil)
        return true
    }

    func put(_ tenant: Tenant) throws {
        let key = AccessRows.tenant(tenant.tenantId)
        let place = try rows.read(key)?.optionalText("place") ?? newID()
        var item = tenant.item
        item.set("place", place)
        try rows.write(key, item)
        rows.writeBlindly(AccessRows.tenants.row(place), tenant.item)
    }
}

enum AccessRows {
    static func pointer(_ tenant: TenantID, _ keyId: String) -> RowKey {
        RowKey(.access, "\(tenant)/key/\(KeyText.short(keyId))")
    }

    static func keys(_ tenant: TenantID) -> PartitionKey {
        PartitionKey(table: .access, partition: "\(tenant)/keys")
    }

    /// The key again, by its hash: whoever shows a key names no tenant.
    static func hash(_ hash: [UInt8]) -> RowKey { RowKey(.access, "hash:\(Hex.encode(hash))") }

    static func tenant(_ tenant: TenantID) -> RowKey { RowKey(.access, "\(tenant)/tenant") }

    /// All tenants that have a name.
    static let tenants = PartitionKey(table: .access, partition: "tenants")
}
