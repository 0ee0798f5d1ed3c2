import Inventory
import Sync

extension WriteTransaction {
    func put(_ key: AccessKey) throws {
        beginWriting()
        let owner = try memory.tenant(key.tenant)
        try AccessRows.put(
            connection,
            number: try owner.nextNumber(in: .accessKeys),
            tenant: owner.number,
            key
        )
    }

    func deleteAccessKey(_ keyId: String) throws -> Bool {
        beginWriting()
        return try AccessRows.deleteKey(connection, tenant: state.number, keyId)
    }

    func put(_ tenant: Tenant) throws {
        beginWriting()
        try AccessRows.name(connection, number: try memory.tenant(tenant.tenantId).number, tenant)
    }
}
