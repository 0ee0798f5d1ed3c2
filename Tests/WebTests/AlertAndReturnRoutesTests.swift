import Testing

@testable import Web

struct AlertRoutesTests {
    @Test func alertsAreListedCountedAndMarked() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/A", #"{"physical":0}"#).expect(200)
            try await api.put("/v1/inventory/B", #"{"physical":-1}"#).expect(200)
            let all = try await api.get("/v1/alerts?state=open&unread=true").expect(200).data.elements
            #expect(all.count == 5)
            #expect(all.allSatisfy { $0["occurrences"].integer == 1 && $0["read"] == .bool(false) })
            let critical = try await api.get("/v1/alerts?severity=critical").data.elements
            #expect(critical.map { $0["type"].text } == ["oversold"])
            #expect(try await api.get("/v1/alerts?sku=A&type=stock_out").data.elements.count == 1)
            #expect(try await api.get("/v1/alerts?channel=none").data.elements.isEmpty)
            let summary = try await api.get("/v1/alerts/summary").data
            #expect(summary["open"]["total"].integer == 5)
            #expect(summary["open"]["bySeverity"]["critical"].integer == 1)
            #expect(summary["unread"]["byType"]["stock_low"].integer == 2)
            #expect(summary["open"]["byType"]["sync_failed"].integer == 0)
            let id = try #require(critical.first?["alertId"].text)
            #expect(try await api.post("/v1/alerts/\(id)/read").expect(200).data["read"] == .bool(true))
            let marked = try await api.post("/v1/alerts/read", #"{"filter":{"sku":"A","type":"stock_low"}}"#)
            #expect(marked.expect(200).data["marked"].integer == 1)
            #expect(try await api.post("/v1/alerts/read").data["marked"].integer == 3)
            #expect(try await api.get("/v1/alerts?unread=true").data.elements.isEmpty)
            #expect(try await api.get("/v1/alerts/summary").data["unread"]["total"].integer == 0)
        }
    }

    @Test func wrongFiltersAreNamed() async throws {
        try await Installation.run { _, api in
            for (name, value) in [
                ("severity", "loud"), ("type", "none"), ("state", "shut"), ("unread", "x"), ("sku", "%00"),
                ("channel", "a/b"),
            ] {
                try await api.get("/v1/alerts?\(name)=\(value)").refused(400, field: name)
            }
            try await api.post("/v1/alerts/read", #"{"filter":{"severity":"loud"}}"#).refused(
                400,
                field: "filter.severity"
            )
            try await api.post("/v1/alerts/read", #"{"filter":[]}"#).refused(400, field: "filter")
        }
    }
}

struct ReturnRoutesTests {
    @Test func goodsComeBackAndAreDecidedOnce() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/A", #"{"physical":10}"#).expect(200)
            let made = try await api.post(
                "/v1/returns",
                #"{"sku":"A","quantity":2,"disposition":"INSPECTING","orderId":"1001","note":"box open"}"#
            ).expect(201).data
            #expect(made["note"].text == "box open")
            let id = try #require(made["returnId"].text)
            try await api.patch("/v1/returns/\(id)", #"{"disposition":"INSPECTING"}"#).refused(
                400,
                field: "disposition"
            )
            let decided = try await api.patch("/v1/returns/\(id)", #"{"disposition":"SELLABLE"}"#).expect(200).data
            #expect(decided["disposition"].text == "SELLABLE")
            for again in ["SELLABLE", "DAMAGED", "INSPECTING"] {
                try await api.patch("/v1/returns/\(id)", #"{"disposition":"\#(again)"}"#).refused(
                    409,
                    "already_decided"
                )
            }
            #expect(try await api.get("/v1/inventory/A").data["physical"].integer == 12)
            #expect(try await api.get("/v1/returns?sku=A&orderId=1001&disposition=SELLABLE").data.elements == [decided])
            #expect(try await api.get("/v1/returns?orderId=1002").data.elements.isEmpty)
        }
    }

    @Test func wrongReturnsAreNamed() async throws {
        try await Installation.run { _, api in
            let wrong = try await api.post("/v1/returns", #"{"sku":"","quantity":"1","disposition":"LOST","note":5}"#)
            #expect(wrong.refused(400).fields == ["sku", "quantity", "disposition", "note"])
            let none = #"{"sku":"A","quantity":0,"disposition":"SELLABLE"}"#
            try await api.post("/v1/returns", none).refused(400, field: "quantity")
            try await api.post("/v1/returns", none.replacing("0", with: "1")).refused(422, "untracked_sku")
            try await api.get("/v1/returns?disposition=LOST").refused(400, field: "disposition")
        }
    }
}
