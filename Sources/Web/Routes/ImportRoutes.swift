import HTTPTypes
import Hummingbird
import Inventory
import InventoryFiles
import JSONPull
import Sync

/// Counts by the file.
enum ImportRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.post, "/v1/imports/inventory", .operator, run),
            guarded.route(.post, "/v1/imports/{batchId}/undo", .operator, undo),
            guarded.route(.get, "/v1/exports/inventory.csv", .viewer, export),
        ]
    }

    private static func run(_ call: Call) async throws -> Answer {
        guard let format = ImportStream.Format(contentType: call.request.headers[.contentType]) else {
            throw Failure(
                .unsupportedMediaType,
                "not_a_file_of_counts",
                "Send the file as Content-Type: text/csv or application/x-ndjson"
            )
        }
        let dryRun = try call.isDryRun()
        let hash = StreamHash()
        let lines = ImportStream(
            format: format,
            body: call.request.body,
            limit: call.web.limits.importBytes,
            hash: hash
        )
        let service = ImportService(store: call.web.store, settings: call.web.settings)
        guard let idempotency = try call.idempotency(.empty) else {
            let report = try await service.run(
                call.tenant,
                actor: call.caller.name,
                dryRun: dryRun,
                lines: lines
            ) { _, _ in }
            return answer(report)
        }
        return try await call.whileRunning(idempotency) {
            if try await call.web.store.write(call.tenant, { try $0.idempotentAnswer(idempotency.scope) }) != nil {
                try await lines.drain()
                let again = idempotency.hashed(hash)
                // Sent before: the same file is answered as then, another one is refused.
                if let held = try await call.web.store.write(call.tenant, { try again.answer($0) }) {
                    return try await finished(held, call)
                }
            }
            let report = try await service.run(
                call.tenant,
                actor: call.caller.name,
                dryRun: dryRun,
                lines: lines
            ) { tx, report in
                try idempotency.hashed(hash).keep(answer(report), tx)
            }
            return answer(report)
        }
    }

    private static func undo(_ call: Call) async throws -> Answer {
        let batchId = try call.id("batchId")
        let service = ImportService(store: call.web.store, settings: call.web.settings)
        let answer = Answer { json in
            json.object { json in
                json.member("batchId", batchId)
                json.member("undone", true)
            }
        }
        guard let idempotency = try call.idempotency(.empty) else {
            try await service.undo(call.tenant, batchId: batchId, actor: call.caller.name) { _ in }
            return answer
        }
        return try await call.whileRunning(idempotency) {
            if let held = try await call.web.store.write(call.tenant, { try idempotency.answer($0) }) {
                return try await finished(held, call)
            }
            try await service.undo(call.tenant, batchId: batchId, actor: call.caller.name) { tx in
                try idempotency.keep(answer, tx)
            }
            return answer
        }
    }

    /// An answer that was kept when the import began to land: given again once it has. What a crash or a full disk has cut
    /// short is carried on first.
    private static func finished(_ held: Answer, _ call: Call) async throws -> Answer {
        let service = ImportService(store: call.web.store, settings: call.web.settings)
        let text = String(decoding: held.body, as: UTF8.self)
        for (tenant, batch) in try await call.web.store.unfinishedImports()
        where tenant == call.tenant && text.contains(batch.batchId) {
            try await service.finish(tenant, batch.batchId)
        }
        return held
    }

    /// Every tracked SKU, a page at a time. What nobody has counted is left out: imported again, it would count as none.
    private static func export(_ call: Call) async throws -> Response {
        let store = call.web.store
        let tenant = call.tenant
        let filter = InventoryFilter(defaultThreshold: call.web.settings.lowStockThreshold)
        // The first page is read before the head leaves, so that a store that is away is a proper answer.
        let first = try await store.inventory(tenant, filter, PageRequest(limit: 250))
        var headers = HTTPFields.apiWithoutBody
        headers[.contentType] = "text/csv; charset=utf-8; header=present"
        headers[.contentDisposition] = "attachment; filename=\"inventory.csv\""
        let body = ResponseBody { writer in
            var page = first
            var text = InventoryCSVWriter.header
            while true {
                for detail in page.items where detail.level.tracked {
                    text += InventoryCSVWriter.line(
                        detail.level,
                        buffer: detail.rules[BufferScope(sku: detail.level.sku)]
                    )
                }
                try await writer.write(ByteBuffer(string: text))
                text = ""
                guard let next = page.next else { break }
                page = try await store.inventory(tenant, filter, PageRequest(limit: 250, cursor: next))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func answer(_ report: ImportReport) -> Answer {
        Answer(report.dryRun ? .ok : .created) { json in
            json.object { json in
                json.member("batchId", report.batchId)
                json.member("dryRun", report.dryRun)
                json.member("accepted", report.accepted)
                json.member("rejected", array: report.rejected) { json, rejection in
                    json.object { json in
                        json.member("line", rejection.line)
                        json.member("message", rejection.message)
                    }
                }
                json.member("warnings", array: report.warnings) { json, warning in json.string(warning) }
            }
        }
    }
}

extension Idempotency {
    /// The same key for a body that was streamed: the hash so far is of the query alone.
    fileprivate func hashed(_ stream: StreamHash) -> Idempotency {
        Idempotency(scope: scope, requestHash: stream.digest(prefix: requestHash), keeping: keeping)
    }
}
