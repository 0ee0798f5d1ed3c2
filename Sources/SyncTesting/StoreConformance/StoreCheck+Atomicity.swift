import Inventory
import Sync
import Testing

extension StoreCheck {
    static let atomicity: [StoreCheck] = [
        StoreCheck("a step's result and rows are there when it returns") { subject in
            let answer = try await subject.write { tx in
                try tx.put(Sample.level("A", 5, at: tx.now))
                return "done"
            }
            #expect(answer == "done")
            #expect(try await subject.level("A")?.physical == 5)
        },
        StoreCheck("a step sees what it wrote") { subject in
            try await subject.write { tx in
                try #expect(tx.level(Sample.sku("A")) == nil)
                try tx.put(Sample.level("A", 5, at: tx.now))
                try #expect(tx.level(Sample.sku("A"))?.physical == 5)
                try tx.put(Sample.channel("web", at: tx.now))
                try #expect(tx.channels().map(\.channelId.value) == ["web"])
                try tx.put(ChannelItem(channelId: Sample.channelID("web"), sku: Sample.sku("A"), expected: 3))
                try #expect(tx.channelItem(Sample.sku("A"), of: Sample.channelID("web"))?.expected == 3)
                try tx.put(Sample.transaction("t", at: tx.now))
                try #expect(tx.transaction(Sample.transaction("t", at: tx.now).key) != nil)
                try tx.put(Sample.alert("alert", at: tx.now))
                try #expect(tx.latestAlert(AlertKey(type: .stockLow, sku: Sample.sku("A")))?.alertId == "alert")
                try #expect(tx.alert("alert")?.key.sku == Sample.sku("A"))
                try tx.put(Sample.orderReturn("r", "B", at: tx.now))
                try #expect(tx.orderReturn("r")?.sku == Sample.sku("B"))
                try tx.put(Sample.delivery("q", at: tx.now))
                try #expect(tx.quarantined("q") != nil)
                let item = CatalogItem(
                    channelId: Sample.channelID("web"),
                    inventoryItemId: 7,
                    sku: Sample.sku("C"),
                    updatedAt: tx.now
                )
                try tx.put(item)
                try #expect(tx.catalogItem(7, of: item.channelId) == item)
                try #expect(tx.catalogItems(Sample.sku("C"), of: item.channelId) == [item])
            }
        },
        StoreCheck("a step that throws leaves nothing and throws its own error") { subject in
            try await subject.write { tx in try tx.put(Sample.channel("web", at: tx.now)) }
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            await #expect(throws: Refusal("no")) {
                try await subject.write { tx in
                    try tx.put(Sample.level("A", 5, at: tx.now))
                    try tx.append(Sample.movement("m", "A", 5, after: 5, at: tx.now))
                    try tx.put(Sample.transaction("t", at: tx.now))
                    try tx.put(Sample.alert("alert", at: tx.now))
                    try tx.put(Sample.channel("second", at: tx.now))
                    try tx.markDirty(Sample.sku("A"))
                    tx.emit(.channel(Sample.channelID("second")))
                    throw Refusal("no")
                }
            }
            #expect(try await subject.level("A") == nil)
            #expect(try await subject.store.movements(Sample.tenant, Sample.sku("A"), PageRequest()).items.isEmpty)
            #expect(try await subject.store.transaction(Sample.tenant, txId: "t") == nil)
            #expect(try await subject.store.alerts(Sample.tenant, AlertFilter(), PageRequest()).items.isEmpty)
            #expect(try await subject.store.channels(Sample.tenant).count == 1)
            let backlog = try await subject.store.backlog(
                Sample.tenant,
                Sample.channelID("web"),
                now: subject.now
            )
            #expect(backlog.dirty == 0)
            #expect(recorder.events.isEmpty)
            try await subject.write { tx in try #expect(tx.level(Sample.sku("A")) == nil) }
        },
        StoreCheck("a step that throws takes no earlier commit with it") { subject in
            try await subject.write { tx in try tx.put(Sample.level("A", 5, at: tx.now)) }
            await #expect(throws: Refusal.self) {
                try await subject.write { tx in
                    try tx.put(Sample.level("A", 6, at: tx.now))
                    throw Refusal()
                }
            }
            #expect(try await subject.level("A")?.physical == 5)
            try await subject.write { tx in try #expect(tx.level(Sample.sku("A"))?.physical == 5) }
        },
        StoreCheck("one moment holds for a whole step, and ids rise") { subject in
            let (first, second) = try await subject.write { tx in
                #expect(tx.now == tx.now && tx.tenant == Sample.tenant)
                return (tx.newID(), tx.newID())
            }
            let third = try await subject.write { $0.newID() }
            #expect(first < second && second < third)
        },
        StoreCheck("observers are told of a commit's events and dirt, and not of a step without any") { subject in
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(Sample.level("A", 5, at: tx.now))
                try tx.markDirty(Sample.sku("A"))
                tx.emit(.channel(Sample.channelID("web")))
            }
            #expect(recorder.notices.map(\.tenant) == [Sample.tenant])
            #expect(recorder.events == [.channel(Sample.channelID("web"))])
            #expect(recorder.notices.first?.dirtied == [Sample.channelID("web")])
            try await subject.write { tx in _ = try tx.level(Sample.sku("A")) }
            #expect(recorder.notices.count == 1)
        },
    ]
}
