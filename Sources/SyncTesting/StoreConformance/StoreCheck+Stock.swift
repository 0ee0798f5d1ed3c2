import Inventory
import Sync
import Testing

extension StoreCheck {
    static let stock: [StoreCheck] = [
        StoreCheck("a level comes back whole") { subject in
            let level = Level(
                sku: Sample.sku("Größe-Ä 漢字 👕"),
                physical: -5,
                reserved: 3,
                suspense: 2,
                lowStockThreshold: 0,
                tracked: true,
                conditions: [.low, .oversold],
                version: 1 << 40,
                updatedAt: subject.now
            )
            let bare = Level(sku: Sample.sku("bare"), updatedAt: subject.now)
            try await subject.write { tx in
                try tx.put(level)
                try tx.put(bare)
            }
            #expect(try await subject.store.inventoryDetail(Sample.tenant, level.sku)?.level == level)
            #expect(try await subject.store.inventoryDetail(Sample.tenant, bare.sku)?.level == bare)
            try await subject.write { tx in try #expect(tx.level(level.sku) == level) }
            #expect(try await subject.level("nobody") == nil)
        },
        StoreCheck("a SKU that is only spoken of is no level") { subject in
            try await subject.write { tx in
                try tx.put(Sample.alert("a", .unknownSKU, sku: "ghost", at: tx.now))
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(ChannelItem(channelId: Sample.channelID("web"), sku: Sample.sku("ghost")))
            }
            #expect(try await subject.level("ghost") == nil)
            let filter = InventoryFilter(query: "ghost", defaultThreshold: 10)
            #expect(try await subject.store.inventory(Sample.tenant, filter, PageRequest()).items.isEmpty)
            try await subject.write { tx in
                try #expect(tx.level(Sample.sku("ghost")) == nil)
                try tx.put(Sample.level("ghost", 4, at: tx.now))
            }
            let detail = try await subject.store.inventoryDetail(Sample.tenant, Sample.sku("ghost"))
            #expect(detail?.level.physical == 4)
            #expect(detail?.items.count == 1)
        },
        StoreCheck("movements come back whole, newest first") { subject in
            let movements = (1...7).map { number in
                Movement(
                    movementId: Sample.uuid(number),
                    sku: Sample.sku("A"),
                    kind: Movement.Kind.allCases[number],
                    delta: StockDelta(physical: Int64(number), reserved: -Int64(number), suspense: 1),
                    after: StockDelta(physical: 10, reserved: 20, suspense: 30),
                    txId: "tx \(number)",
                    reference: number % 2 == 0 ? nil : "order/\(number)",
                    actor: "actor \(number % 3)",
                    note: number % 2 == 0 ? "a note" : nil,
                    timestamp: subject.now.adding(milliseconds: Int64(number))
                )
            }
            try await subject.write { tx in for movement in movements.prefix(4) { try tx.append(movement) } }
            try await subject.write { tx in
                for movement in movements.dropFirst(4) {
                    try tx.append(Sample.movement("other\(movement.movementId)", "B", 1, after: 1, at: tx.now))
                    try tx.append(movement)
                }
            }
            let read = try await subject.all { page in
                try await subject.store.movements(Sample.tenant, Sample.sku("A"), page)
            }
            #expect(read == movements.reversed())
            let none = try await subject.store.movements(Sample.tenant, Sample.sku("none"), PageRequest())
            #expect(none.items.isEmpty && none.next == nil)
        },
        StoreCheck("a level that its movements do not add up to is found") { subject in
            try await subject.write { tx in
                for sku in ["A", "B", "C"] {
                    try tx.put(Sample.level(sku, 3, at: tx.now))
                    try tx.append(Sample.movement("1\(sku)", sku, 5, after: 5, at: tx.now))
                    try tx.append(Sample.movement("2\(sku)", sku, -2, after: 3, at: tx.now))
                }
                try tx.put(Sample.level("B", 4, at: tx.now))
                try tx.put(Sample.level("C", 2, at: tx.now))
            }
            func mismatches(after sku: String?, limit: Int) async throws -> [LedgerMismatch] {
                try await subject.store.ledgerMismatches(Sample.tenant, after: sku.map(Sample.sku), limit: limit)
            }
            let wrong = ["B": Int64(4), "C": 2].sorted { $0.key < $1.key }.map { sku, physical in
                LedgerMismatch(
                    sku: Sample.sku(sku),
                    level: StockDelta(physical: physical),
                    movements: StockDelta(physical: 3)
                )
            }
            #expect(try await mismatches(after: nil, limit: 10) == wrong)
            #expect(try await mismatches(after: nil, limit: 1) == [wrong[0]])
            #expect(try await mismatches(after: "B", limit: 10) == [wrong[1]])
        },
        StoreCheck("inventory is listed in order of SKU, byte by byte") { subject in
            let skus = ["b", "B", "a", "10", "9", "é", "z", "Ä", "👕", "\u{FF5E}"]
            try await subject.write { tx in for sku in skus { try tx.put(Sample.level(sku, at: tx.now)) } }
            let listed = try await subject.all { page in
                try await subject.store.inventory(Sample.tenant, InventoryFilter(defaultThreshold: 0), page)
            }
            #expect(listed.map(\.level.sku) == skus.map(Sample.sku).sorted())
        },
        StoreCheck("inventory is searched without regard to case, in any script") { subject in
            let skus = ["SHIRT-RED", "shirt-blue", "Größe-40", "GRÖSSE-41", "ΣΟΦΟΣ", "a%b", "a_b", "ab", "K-1"]
            try await subject.write { tx in for sku in skus { try tx.put(Sample.level(sku, at: tx.now)) } }
            func found(_ query: String) async throws -> Set<String> {
                let filter = InventoryFilter(query: query, defaultThreshold: 0)
                let details = try await subject.all { try await subject.store.inventory(Sample.tenant, filter, $0) }
                return Set(details.map(\.level.sku.value))
            }
            #expect(try await found("Shirt") == ["SHIRT-RED", "shirt-blue"])
            #expect(try await found("-red") == ["SHIRT-RED"])
            #expect(try await found("GRÖ") == ["Größe-40", "GRÖSSE-41"])
            #expect(try await found("gro\u{308}ße") == ["Größe-40"])
            #expect(try await found("οφο") == ["ΣΟΦΟΣ"])
            #expect(try await found("%") == ["a%b"])
            #expect(try await found("_") == ["a_b"])
            #expect(try await found("none") == [])
            #expect(try await found("") == Set(skus))
        },
        StoreCheck("low stock is what is tracked and at or below its threshold") { subject in
            try await subject.write { tx in
                var own = Sample.level("own", 5, at: tx.now)
                own.lowStockThreshold = 5
                var ownHigher = Sample.level("own-higher", 3, at: tx.now)
                ownHigher.lowStockThreshold = 2
                var held = Sample.level("held", 30, at: tx.now)
                held.reserved = 15
                held.suspense = 5
                for level in [own, ownHigher, held] { try tx.put(level) }
                try tx.put(Sample.level("high", 11, at: tx.now))
                try tx.put(Level(sku: Sample.sku("untracked"), updatedAt: tx.now))
            }
            func found(_ lowStock: Bool) async throws -> [String] {
                let filter = InventoryFilter(lowStock: lowStock, defaultThreshold: 10)
                let details = try await subject.all { try await subject.store.inventory(Sample.tenant, filter, $0) }
                return details.map(\.level.sku.value)
            }
            #expect(try await found(true) == ["held", "own"])
            #expect(try await found(false) == ["high", "own-higher", "untracked"])
        },
    ]
}
