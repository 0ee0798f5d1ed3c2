import Inventory
import Sync
import Testing

extension StoreCheck {
    static let access: [StoreCheck] = [
        StoreCheck("a key is found by its hash, listed and deleted") { subject in
            let first = AccessKey(
                keyId: Sample.uuid(1),
                tenant: Sample.tenant,
                name: "first",
                role: .admin,
                hash: [0, 1, 255],
                isFirst: true,
                createdAt: subject.now,
                expiresAt: nil
            )
            let second = Sample.accessKey("second", at: subject.now)
            try await subject.write { tx in
                try tx.put(first)
                try tx.put(second)
            }
            #expect(try await subject.store.accessKey(hash: first.hash) == first)
            #expect(try await subject.store.accessKey(hash: second.hash) == second)
            #expect(try await subject.store.accessKey(hash: [7]) == nil)
            let listed = try await subject.all(limit: 1) { try await subject.store.accessKeys(Sample.tenant, $0) }
            #expect(listed == [second, first])
            try await subject.store.write(Sample.otherTenant) { tx in
                try #expect(tx.deleteAccessKey("second") == false)
            }
            try await subject.write { tx in
                try #expect(tx.deleteAccessKey("second"))
                try #expect(tx.deleteAccessKey("second") == false)
            }
            #expect(try await subject.store.accessKey(hash: second.hash) == nil)
        },
        StoreCheck("tenants have names and are listed once they have one") { subject in
            try await subject.store.write(TenantID(stored: "unnamed")) { tx in
                try tx.put(Sample.level("A", at: tx.now))
            }
            let tenants = (0..<5).map { number in
                Tenant(tenantId: TenantID(stored: "tenant-\(number)"), name: "№ \(number)", createdAt: subject.now)
            }
            try await subject.write { tx in for tenant in tenants { try tx.put(tenant) } }
            #expect(try await subject.all { try await subject.store.tenants($0) } == tenants.reversed())
            var renamed = tenants[1]
            renamed.name = "another"
            let changed = renamed
            try await subject.write { try $0.put(changed) }
            #expect(try await subject.store.tenant(changed.tenantId) == changed)
            #expect(try await subject.store.tenant(TenantID(stored: "unnamed")) == nil)
            #expect(try await subject.store.tenant(TenantID(stored: "none")) == nil)
        },
    ]
}
