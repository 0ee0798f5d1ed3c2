package import Inventory

/// Who may call.
package enum AccessCommands {
    package static func createKey(
        _ context: CommandContext,
        name: String,
        role: Role,
        hash: [UInt8],
        expiresAt: Timestamp?
    ) throws -> AccessKey {
        guard (1...100).contains(name.unicodeScalars.count) else {
            throw DomainError.invalid("name", "must be 1 to 100 characters long")
        }
        if let expiresAt, expiresAt <= context.tx.now {
            throw DomainError.invalid("expiresAt", "must lie in the future")
        }
        let key = AccessKey(
            keyId: context.tx.newID(),
            tenant: context.tx.tenant,
            name: name,
            role: role,
            hash: hash,
            isFirst: false,
            createdAt: context.tx.now,
            expiresAt: expiresAt
        )
        try context.tx.put(key)
        return key
    }

    package static func deleteKey(_ context: CommandContext, keyId: String) throws {
        guard try context.tx.deleteAccessKey(keyId) else { throw DomainError.notFound("There is no key \(keyId)") }
    }
}
