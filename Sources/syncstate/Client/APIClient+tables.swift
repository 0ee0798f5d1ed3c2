import CurlClient
import Foundation
import NIOConcurrencyHelpers

/// Tables up and down, without ever holding one in memory.
extension APIClient {
    /// A gigabyte over a slow line, and then applying it.
    private static let patience = Duration.seconds(6 * 3600)

    func importTable(_ upload: FileUpload, format: TableFormat, dryRun: Bool) async throws -> ImportReport {
        let bar = ProgressBar("Importing \(upload.name)")
        defer { bar.finish() }
        let sent = NIOLockedValueBox<Int64>(0)
        var request = importRequest(format, dryRun: dryRun)
        request.upload = OutboundRequest.Upload(length: upload.byteCount) { buffer in
            let count = try upload.read(into: buffer)
            if count == 0 {
                bar.say("sent; waiting until it is applied")
            } else {
                let total = sent.withLockedValue { sent in
                    sent += Int64(count)
                    return sent
                }
                bar.update(total, of: upload.byteCount, unit: .bytes)
            }
            return count
        }
        return try await send(request).data()
    }

    func importRows(_ ndjson: [UInt8], dryRun: Bool) async throws -> ImportReport {
        var request = importRequest(.ndjson, dryRun: dryRun)
        request.body = ndjson
        return try await send(request).data()
    }

    func exportTable(to output: ExportOutput) async throws {
        let bar = ProgressBar("Exporting", isVisible: !output.isTerminal)
        defer { bar.finish() }
        var request = request("GET", "/v1/exports/inventory.csv", timeout: Self.patience)
        request.download = { bytes in
            try output.write(bytes)
            bar.update(output.byteCount, of: nil, unit: .bytes)
        }
        _ = try await send(request)
    }

    private func importRequest(_ format: TableFormat, dryRun: Bool) -> OutboundRequest {
        let query = dryRun ? [("dryRun", "true")] : []
        var request = request("POST", "/v1/imports/inventory", query: query, timeout: Self.patience)
        request.headers.append(("Content-Type", format.mediaType))
        return request
    }
}
