import HTTPTypes
import Testing

@testable import Web

struct InventoryRoutesTests {
    @Test func aCountIsSetMovedAndShown() async throws {
        try await Installation.run { _, api in
            let made = try await api.put("/v1/inventory/TEA", #"{"physical":42,"lowStockThreshold":5}"#).expect(200)
            #expect(made.json["success"] == .bool(true))
            #expect(made.data["physical"].integer == 42)
            let moved = try await api.post(
                "/v1/inventory/TEA/adjustments",
                #"{"delta":-2,"reason":"shrinkage","reference":"PO-1"}"#
            ).expect(201)
            #expect(moved.data["deltas"] == .object(["physical": .number("-2")]))
            #expect(moved.data["after"]["physical"].integer == 40)
            #expect(moved.data["actor"].text == "first")
            let row = try await api.get("/v1/inventory/TEA").expect(200).data
            #expect(row["physical"].integer == 40)
            #expect(row["count"].integer == 40)
            #expect(row["lowStockThreshold"].integer == 5)
            #expect(row["buffer"]["source"].text == "default")
            #expect(row["lastBroadcast"] == .null)
            #expect(row["channels"] == .array([]))
            let ledger = try await api.get("/v1/inventory/TEA/movements").expect(200)
            #expect(ledger.data.elements.first == moved.data)
            #expect(ledger.data.elements.map { $0["type"].text } == ["shrinkage", "count"])
        }
    }

    /// The row of the cache is the same bytes until a commit changes it.
    @Test func aCachedRowIsNeverOlderThanACommit() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/TEA", #"{"physical":1}"#).expect(200)
            let first = try await api.get("/v1/inventory/TEA").expect(200)
            #expect(try await api.get("/v1/inventory/TEA").bytes == first.bytes)
            for count in 2...5 {
                try await api.put("/v1/inventory/TEA", "{\"physical\":\(count)}").expect(200)
                #expect(try await api.get("/v1/inventory/TEA").data["physical"].integer == Int64(count))
            }
            #expect(try await api.get("/v1/inventory/TEA?consistent=true").data["physical"].integer == 5)
        }
    }

    @Test(arguments: ["a/b", "a b", "茶壺", "a+b", "a%b", "a?b#c", "🫖", "a&b=c", "a//b", ".", "%2F", "adjustments"])
    func anySignMakesASKU(name: String) async throws {
        try await Installation.run { _, api in
            let path = "/v1/inventory/" + name.percentEncoded
            try await api.put(path, #"{"physical":3}"#).expect(200)
            #expect(try await api.get(path).expect(200).data["sku"].text == name)
            try await api.post(path + "/adjustments", #"{"delta":1,"reason":"restock"}"#).expect(201)
            #expect(try await api.get(path + "/movements").expect(200).data.elements.count == 2)
        }
    }

    @Test func bothFormsOfOneCharacterAreOneSKU() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/" + "cafe\u{301}".percentEncoded, #"{"physical":3}"#).expect(200)
            #expect(
                try await api.get("/v1/inventory/" + "caf\u{E9}".percentEncoded).expect(200).data["physical"].integer
                    == 3
            )
        }
    }

    @Test(arguments: ["%00", "a%0Ab", "%FF", "%", String(repeating: "a", count: 256)])
    func whatIsNoSKUIsNamed(path: String) async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/\(path)", #"{"physical":3}"#).refused(400, field: "sku")
            try await api.get("/v1/inventory/\(path)").refused(400, field: "sku")
        }
    }

    @Test func listsArePagedInOrderAndFiltered() async throws {
        try await Installation.run { _, api in
            for (index, name) in ["b", "a", "d", "C"].enumerated() {
                try await api.put("/v1/inventory/x-\(name)", "{\"physical\":\(index * 10)}").expect(200)
            }
            var seen: [String?] = []
            var path = "/v1/inventory?limit=3"
            while true {
                let page = try await api.get(path).expect(200)
                seen += page.data.elements.map { $0["sku"].text }
                guard let next = page.json["nextCursor"].text else { break }
                path = "/v1/inventory?limit=3&cursor=\(next)"
            }
            #expect(seen == ["x-C", "x-a", "x-b", "x-d"])
            let found = try await api.get("/v1/inventory?query=X-c").expect(200)
            #expect(found.data.elements.map { $0["sku"].text } == ["x-C"])
            let low = try await api.get("/v1/inventory?lowStock=true").expect(200)
            #expect(low.data.elements.map { $0["sku"].text } == ["x-a", "x-b"])
            try await api.get("/v1/inventory?cursor=bm9uc2Vuc2U").refused(400, field: "cursor")
        }
    }

    @Test func whatIsWrongIsNamed() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/TEA", #"{"physical":1.5,"lowStockThreshold":1000000001}"#).refused(
                400,
                field: "physical"
            )
            try await api.put("/v1/inventory/TEA", #"{"physical":1,"lowStockThreshold":1000000001}"#)
                .refused(400, field: "lowStockThreshold")
            try await api.put("/v1/inventory/TEA", #"{"physical":1000000001}"#).refused(400, field: "physical")
            let adjustments = "/v1/inventory/TEA/adjustments"
            try await api.post(adjustments, #"{"delta":1,"reason":"restock"}"#).refused(422, "untracked_sku")
            try await api.put("/v1/inventory/TEA", #"{"physical":1}"#).expect(200)
            try await api.post(adjustments, #"{"delta":0,"reason":"restock"}"#).refused(400, field: "delta")
            let both = try await api.post(adjustments, #"{"delta":"1","reason":"theft"}"#).refused(400)
            #expect(both.fields == ["delta", "reason"])
            try await api.get("/v1/inventory/none").refused(404, "not_found")
            try await api.get("/v1/inventory/none/movements").refused(404, "not_found")
        }
    }

    @Test func aThresholdStaysOrGoesAsAsked() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/inventory/TEA", #"{"physical":1,"lowStockThreshold":3}"#).expect(200)
            let kept = try await api.put("/v1/inventory/TEA", #"{"physical":2}"#).expect(200)
            #expect(kept.data["lowStockThreshold"].integer == 3)
            let gone = try await api.put("/v1/inventory/TEA", #"{"physical":2,"lowStockThreshold":null}"#).expect(200)
            #expect(gone.data["lowStockThreshold"].integer == 10)
        }
    }

    @Test func aRowThatChangedMeanwhileIsAConflict() async throws {
        try await Installation.run { _, api in
            let version =
                try await api.put("/v1/inventory/TEA", #"{"physical":1}"#).expect(200).data["version"].integer ?? 0
            try await api.with(.ifMatch, "\"\(version)\"").put("/v1/inventory/TEA", #"{"physical":2}"#).expect(200)
            try await api.with(.ifMatch, "\(version)").put("/v1/inventory/TEA", #"{"physical":3}"#)
                .refused(409, "version_mismatch")
            try await api.with(.ifMatch, "old").put("/v1/inventory/TEA", #"{"physical":3}"#).refused(
                400,
                field: "If-Match"
            )
            #expect(try await api.get("/v1/inventory/TEA").data["physical"].integer == 2)
        }
    }
}

extension String {
    /// Every byte but letters and digits.
    var percentEncoded: String {
        utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber)
                ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
