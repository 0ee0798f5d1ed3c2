import Inventory
import Testing

@testable import Web

struct BufferRoutesTests {
    private func withChannel(_ body: @Sendable (API) async throws -> Void) async throws {
        try await Installation.run { _, api in
            let channel = #"{"kind":"http","url":"https://example.com/","signingSecret":"s","paused":true}"#
            try await api.put("/v1/channels/web", channel).expect(200)
            try await api.put("/v1/inventory/A", #"{"physical":100}"#).expect(200)
            try await body(api)
        }
    }

    @Test func theMostSpecificRuleWins() async throws {
        try await withChannel { api in
            func sources() async throws -> [String?] {
                [
                    try await api.get("/v1/buffers/A?channel=web").expect(200).data["source"].text,
                    try await api.get("/v1/buffers/A").expect(200).data["source"].text,
                    try await api.get("/v1/buffer-default?channel=web").expect(200).data["source"].text,
                ]
            }
            #expect(try await sources() == ["default", "default", "default"])
            try await api.put("/v1/buffer-default", #"{"units":1}"#).expect(200)
            try await api.put("/v1/buffer-default?channel=web", #"{"units":2}"#).expect(200)
            #expect(try await sources() == ["channel", "default", "channel"])
            try await api.put("/v1/buffers/A", #"{"units":3}"#).expect(200)
            #expect(try await sources() == ["sku", "sku", "channel"])
            try await api.put("/v1/buffers/A?channel=web", #"{"units":4}"#).expect(200)
            #expect(try await sources() == ["channel_sku", "sku", "channel"])
            let row = try await api.get("/v1/inventory/A").data
            #expect(row["count"].integer == 97)
            #expect(row["channels"].elements.map { $0["target"].integer } == [96])
            let listed = try await api.get("/v1/buffers?channel=web").data.elements
            #expect(listed.map { $0["units"].integer } == [4])
            #expect(try await api.get("/v1/buffers").data.elements.map { $0["units"].integer } == [3])
            try await api.delete("/v1/buffers/A?channel=web").expect(204)
            #expect(try await sources() == ["sku", "sku", "channel"])
        }
    }

    @Test func aRuleIsReadExactly() async throws {
        try await withChannel { api in
            for (given, shown) in [("12.5", "12.5"), ("12.50", "12.5"), ("0.01", "0.01"), ("100", "100"), ("7", "7")] {
                let rule = try await api.put("/v1/buffers/A", #"{"percent":\#(given),"floor":0,"cap":9}"#).expect(200)
                #expect(rule.data["percent"] == .number(shown))
                #expect(rule.data.names == ["sku", "channelId", "percent", "floor", "cap", "source"])
            }
            #expect(
                try await api.put("/v1/buffers/A", #"{"cap":5}"#).data.names == ["sku", "channelId", "cap", "source"]
            )
        }
    }

    @Test(
        arguments: [
            (#"{"units":-1}"#, "units"), (#"{"units":"3"}"#, "units"), (#"{"percent":101}"#, "percent"),
            (#"{"percent":-1}"#, "percent"), (#"{"percent":-0.5}"#, "percent"), (#"{"percent":1.234}"#, "percent"),
            (#"{"percent":1e1}"#, "percent"), (#"{"percent":"5"}"#, "percent"), (#"{"floor":true}"#, "floor"),
            (#"{"cap":-1}"#, "cap"), (#"{"cap":1000000001}"#, "cap"), (#"{"units":1,"percent":1}"#, "percent"),
            ("{}", "units"),
        ]
    )
    func aWrongRuleIsNamed(rule: String, field: String) async throws {
        try await withChannel { api in
            try await api.put("/v1/buffers/A", rule).refused(400, field: field)
            try await api.put("/v1/buffer-default", rule).refused(400, field: field)
        }
    }

    @Test func aChannelThatIsNotThereHasNoRules() async throws {
        try await withChannel { api in
            try await api.put("/v1/buffers/A?channel=none", #"{"units":1}"#).refused(404)
            try await api.get("/v1/buffers/A?channel=none").refused(404)
            try await api.get("/v1/buffers?channel=none").refused(404)
            try await api.get("/v1/buffer-default?channel=a%20b").refused(400, field: "channel")
            try await api.delete("/v1/buffers/A").refused(404)
        }
    }
}
