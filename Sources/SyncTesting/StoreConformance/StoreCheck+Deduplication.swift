import Inventory
import Sync
import Testing

extension StoreCheck {
    static let deduplication: [StoreCheck] = [
        StoreCheck("a transaction is found by source and id, whole") { subject in
            let record = Sample.transaction(Sample.uuid(1), status: .pending, at: subject.now)
            try await subject.write { tx in try tx.put(record) }
            try await subject.write { tx in
                try #expect(tx.transaction(record.key) == record)
                try #expect(tx.transaction(TransactionKey(source: "other", txId: record.key.txId)) == nil)
                try #expect(tx.transaction(TransactionKey(source: record.key.source, txId: "other")) == nil)
            }
            #expect(try await subject.store.transaction(Sample.tenant, txId: record.key.txId) == record)
        },
        StoreCheck("ids are compared exactly, whatever their form") { subject in
            let lower = "0198c0de-0000-7000-8000-00000000abcd"
            let ids = [lower, lower.uppercased(), lower.replacing("-", with: ""), "1", "01", "", "ä", " 1"]
            try await subject.write { tx in
                for id in ids {
                    try #expect(tx.transaction(Sample.transaction(id, at: tx.now).key) == nil)
                    try tx.put(Sample.transaction(id, at: tx.now))
                }
            }
            try await subject.write { tx in
                for id in ids { try #expect(tx.transaction(Sample.transaction(id, at: tx.now).key)?.key.txId == id) }
            }
        },
        StoreCheck("the newest row answers for an id that several sources gave") { subject in
            try await subject.write { tx in try tx.put(Sample.transaction("t", source: "a", at: tx.now)) }
            try await subject.write { tx in try tx.put(Sample.transaction("t", source: "b", at: tx.now)) }
            #expect(try await subject.store.transaction(Sample.tenant, txId: "t")?.key.source == "b")
        },
        StoreCheck("a transaction put again is changed, not doubled") { subject in
            try await subject.write { tx in try tx.put(Sample.transaction("t", status: .pending, at: tx.now)) }
            try await subject.write { tx in try tx.put(Sample.transaction("t", status: .told, at: tx.now)) }
            let rows = try await subject.store.transactions(Sample.tenant, TransactionFilter(), PageRequest()).items
            #expect(rows.map(\.status) == [.told])
        },
        StoreCheck("a transaction past its time is absent before it is swept, and its key is free") { subject in
            try await subject.write { tx in
                try tx.put(Sample.transaction("old", at: tx.now, lasting: .seconds(60)))
                try tx.put(Sample.transaction("young", at: tx.now, lasting: .seconds(600)))
            }
            let key = Sample.transaction("old", at: subject.now).key
            subject.clock.advance(by: .seconds(60))
            try await subject.write { tx in try #expect(tx.transaction(key) == nil) }
            #expect(try await subject.store.transaction(Sample.tenant, txId: "old") == nil)
            for filter in [TransactionFilter(), TransactionFilter(action: "orders/create", status: .applied)] {
                let rows = try await subject.store.transactions(Sample.tenant, filter, PageRequest()).items
                #expect(rows.map(\.key.txId) == ["young"])
            }
            try await subject.write { tx in try tx.put(Sample.transaction("old", status: .echo, at: tx.now)) }
            try await subject.write { tx in try #expect(tx.transaction(key)?.status == .echo) }
            let rows = try await subject.store.transactions(Sample.tenant, TransactionFilter(), PageRequest()).items
            #expect(rows.map(\.key.txId) == ["old", "young"])
        },
        StoreCheck("transactions are listed by action and status") { subject in
            try await subject.write { tx in
                try tx.put(Sample.transaction("1", action: "orders/create", at: tx.now))
                try tx.put(Sample.transaction("2", action: "orders/create", status: .duplicate, at: tx.now))
                try tx.put(Sample.transaction("3", action: "broadcast", status: .told, at: tx.now))
                try tx.put(Sample.transaction("4", action: "broadcast", status: .failed, at: tx.now))
            }
            func ids(_ action: String?, _ status: TransactionRecord.Status?) async throws -> [String] {
                let filter = TransactionFilter(action: action, status: status)
                return try await subject.store.transactions(Sample.tenant, filter, PageRequest()).items
                    .map(\.key.txId)
            }
            #expect(try await ids(nil, nil) == ["4", "3", "2", "1"])
            #expect(try await ids("orders/create", nil) == ["2", "1"])
            #expect(try await ids("broadcast", .told) == ["3"])
            #expect(try await ids(nil, .failed) == ["4"])
            #expect(try await ids(nil, .applied) == ["1"])
            #expect(try await ids("orders/create", .failed) == [])
            #expect(try await ids("never/seen", nil) == [])
        },
        StoreCheck("an idempotent answer is kept for its scope until its time") { subject in
            let scope = IdempotentAnswer.Scope(method: "POST", path: "/v1/returns", key: "k")
            let answer = IdempotentAnswer(
                scope: scope,
                requestHash: [9, 8, 7],
                status: 201,
                body: Array("{\"ä\":1}".utf8),
                expiresAt: subject.now.adding(.seconds(60))
            )
            try await subject.write { tx in
                try #expect(tx.idempotentAnswer(scope) == nil)
                try tx.put(answer)
            }
            try await subject.write { tx in
                try #expect(tx.idempotentAnswer(scope) == answer)
                for other in [
                    IdempotentAnswer.Scope(method: "PUT", path: scope.path, key: scope.key),
                    IdempotentAnswer.Scope(method: scope.method, path: "/v1/other", key: scope.key),
                    IdempotentAnswer.Scope(method: scope.method, path: scope.path, key: "other"),
                ] { try #expect(tx.idempotentAnswer(other) == nil) }
            }
            subject.clock.advance(by: .seconds(60))
            try await subject.write { tx in try #expect(tx.idempotentAnswer(scope) == nil) }
            let later = IdempotentAnswer(
                scope: scope,
                requestHash: [],
                status: 200,
                body: [],
                expiresAt: subject.now.adding(.seconds(60))
            )
            try await subject.write { tx in try tx.put(later) }
            try await subject.write { tx in try #expect(tx.idempotentAnswer(scope) == later) }
        },
    ]
}
