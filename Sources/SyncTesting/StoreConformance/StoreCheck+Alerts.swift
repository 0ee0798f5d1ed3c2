import Inventory
import Sync
import Testing

extension StoreCheck {
    static let alerts: [StoreCheck] = [
        StoreCheck("the newest alert of a key is found, open or resolved, and of no other key") { subject in
            var old = Sample.alert("old", .syncFailed, sku: "A", channel: "web", at: subject.now)
            old.state = .resolved
            var young = Sample.alert("young", .syncFailed, sku: "A", channel: "web", at: subject.now)
            young.occurrences = 5
            young.read = true
            let rows = [
                old, young,
                Sample.alert("type", .stockLow, sku: "A", channel: "web", at: subject.now),
                Sample.alert("sku", .syncFailed, sku: "B", channel: "web", at: subject.now),
                Sample.alert("channel", .syncFailed, sku: "A", channel: "shop", at: subject.now),
                Sample.alert("no channel", .syncFailed, sku: "A", at: subject.now),
                Sample.alert("no sku", .syncFailed, sku: nil, channel: "web", at: subject.now),
                Sample.alert("neither", .syncFailed, sku: nil, at: subject.now),
            ]
            try await subject.write { tx in for row in rows { try tx.put(row) } }
            try await subject.write { tx in
                for row in rows.dropFirst() { try #expect(tx.latestAlert(row.key) == row) }
                for row in rows { try #expect(tx.alert(row.alertId) == row) }
                try #expect(tx.latestAlert(AlertKey(type: .oversold, sku: Sample.sku("A"))) == nil)
                try #expect(tx.latestAlert(AlertKey(type: .stockLow, sku: Sample.sku("never"))) == nil)
                try #expect(tx.alert("none") == nil)
            }
        },
        StoreCheck("an alert put again changes its row and keeps its place") { subject in
            let first = Sample.alert("first", at: subject.now)
            try await subject.write { tx in
                try tx.put(first)
                try tx.put(Sample.alert("second", .oversold, at: tx.now))
            }
            subject.clock.advance(by: .seconds(5))
            try await subject.write { tx in
                var alert = try #require(Alert.raised(first, message: "again", at: tx.now))
                alert.read = true
                try tx.put(alert)
            }
            let rows = try await subject.store.alerts(Sample.tenant, AlertFilter(), PageRequest()).items
            #expect(rows.map(\.alertId) == ["second", "first"])
            #expect(rows.last?.occurrences == 2 && rows.last?.message == "again" && rows.last?.read == true)
            #expect(rows.last?.timestamp == first.timestamp && rows.last?.lastSeen == subject.now)
        },
        StoreCheck("alerts are listed by everything that the filter names, and marked likewise") { subject in
            let alerts = try await writeMany(subject)
            var filters = [
                AlertFilter(), AlertFilter(unread: true), AlertFilter(unread: false), AlertFilter(severity: .critical),
                AlertFilter(severity: .info), AlertFilter(type: .oversold), AlertFilter(sku: Sample.sku("A")),
                AlertFilter(sku: Sample.sku("never")), AlertFilter(channel: Sample.channelID("web")),
                AlertFilter(channel: Sample.channelID("never")), AlertFilter(state: .open),
                AlertFilter(state: .resolved), AlertFilter(severity: .critical, type: .stockLow),
            ]
            filters += [
                AlertFilter(unread: true, severity: .warning, sku: Sample.sku("A"), state: .open),
                AlertFilter(unread: true, type: .oversold, channel: Sample.channelID("web"), state: .resolved),
                AlertFilter(unread: false, state: .open),
            ]
            for filter in filters {
                let listed = try await subject.all { try await subject.store.alerts(Sample.tenant, filter, $0) }
                #expect(listed == alerts.filter { matches($0, filter) }.reversed(), "\(filter)")
            }
            for filter in filters {
                let before = try await subject.store.alerts(Sample.tenant, AlertFilter(), PageRequest(limit: 250)).items
                let marked = try await subject.write { try $0.markAlertsRead(filter) }
                let wanted = before.filter { !$0.read && matches($0, filter) }.map(\.alertId)
                #expect(marked == wanted.count, "\(filter)")
                let after = try await subject.store.alerts(Sample.tenant, AlertFilter(), PageRequest(limit: 250)).items
                for (old, new) in zip(before, after) {
                    #expect(new.read == (old.read || wanted.contains(old.alertId)))
                    #expect(new.state == old.state)
                }
            }
        },
        StoreCheck("the summary counts what is open or unread") { subject in
            #expect(try await subject.store.alertSummary(Sample.tenant).groups.isEmpty)
            let alerts = try await writeMany(subject).filter { $0.state == .open || !$0.read }
            let counted = Dictionary(grouping: alerts) { [$0.key.type.rawValue, $0.state.rawValue, "\($0.read)"] }
            let summary = try await subject.store.alertSummary(Sample.tenant)
            let groups = summary.groups.map { ([$0.type.rawValue, $0.state.rawValue, "\($0.read)"], $0.rows) }
            #expect(Dictionary(uniqueKeysWithValues: groups) == counted.mapValues(\.count))
        },
    ]

    /// Alerts of every kind, in the order that they were written.
    private static func writeMany(_ subject: StoreSubject) async throws -> [Alert] {
        var alerts: [Alert] = []
        for (number, type) in [AlertType.stockLow, .oversold, .returnReceived, .syncFailed].enumerated() {
            for variant in 0..<8 {
                var alert = Sample.alert(
                    "\(type.rawValue)-\(variant)",
                    type,
                    sku: variant % 4 == 0 ? nil : variant % 2 == 0 ? "A" : "B",
                    channel: (variant + number) % 3 == 0 ? "web" : nil,
                    at: subject.now
                )
                alert.read = variant % 3 == 0
                alert.state = variant % 5 < 2 ? .resolved : .open
                alerts.append(alert)
            }
        }
        let written = alerts
        try await subject.write { tx in for alert in written { try tx.put(alert) } }
        return written
    }

    private static func matches(_ alert: Alert, _ filter: AlertFilter) -> Bool {
        (filter.unread ?? !alert.read) == !alert.read
            && (filter.severity ?? alert.severity) == alert.severity
            && (filter.type ?? alert.key.type) == alert.key.type
            && (filter.sku == nil || filter.sku == alert.key.sku)
            && (filter.channel == nil || filter.channel == alert.key.channelId)
            && (filter.state ?? alert.state) == alert.state
    }
}
