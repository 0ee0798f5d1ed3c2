import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Signing
import Sync

/// Long looks at a channel: answered at once when they are quick, else followed by the id of their job.
struct JobRoutes: Sendable {
    let guarded: GuardedRoutes
    private let jobs = JobRegistry<ChannelReport>()
    private let ids = UUIDv7Generator()

    /// How long a caller is kept waiting.
    private static let patience: Duration = .seconds(20)

    init(guarded: GuardedRoutes) {
        self.guarded = guarded
    }

    var all: [Route] {
        [
            guarded.route(.post, "/v1/channels/{channelId}/import", .admin) { call in
                try await run("import", call) { operations, channel, dryRun, jobId in
                    try await operations.importCatalogue(call.tenant, channel, dryRun: dryRun, jobId: jobId)
                }
            },
            guarded.route(.post, "/v1/channels/{channelId}/reconcile", .admin) { call in
                try await run("reconcile", call) { operations, channel, dryRun, jobId in
                    try await operations.reconcile(call.tenant, channel, dryRun: dryRun, jobId: jobId)
                }
            },
            guarded.route(.get, "/v1/jobs/{jobId}", .viewer, get),
        ]
    }

    private func run(
        _ kind: String,
        _ call: Call,
        _ work: @escaping @Sendable (ChannelOperations, ChannelID, Bool, String) async throws -> ChannelReport
    ) async throws -> Answer {
        let channel = try call.channelId()
        let dryRun = try call.isDryRun()
        let (_, body) = try await call.optionalBody { _ in }
        return try await call.once(body) {
            let now = call.web.clock.now
            let jobId = ids.next(nowMilliseconds: now.millisecondsSinceEpoch)
            let report = try await jobs.run(
                jobId,
                tenant: call.tenant,
                channel: channel,
                kind: kind,
                startedAt: now,
                patience: Self.patience
            ) { [operations = call.web.operations] in
                try await work(operations, channel, dryRun, jobId)
            }
            if let report { return Answer(reserving: 4096) { $0.value(report) } }
            return Answer(.accepted) { json in json.object { $0.member("jobId", jobId) } }
        }
    }

    private func get(_ call: Call) async throws -> Answer {
        let id = try call.id("jobId")
        guard let job = jobs.job(call.tenant, id) else {
            throw Failure.notFound("There is no job \(id) here: only the newest hundred of a running server are known")
        }
        return Answer(reserving: 4096) { json in
            json.object { json in
                json.member("jobId", job.jobId)
                json.member("channelId", job.channel.value)
                json.member("kind", job.kind)
                json.member("startedAt", job.startedAt)
                json.members(of: job.state)
                let progress = call.web.operations.progress(call.tenant, job.channel)
                if case .running = job.state, let progress, progress.jobId == id {
                    json.member("progress") { $0.members(of: progress) }
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of state: JobRegistry<ChannelReport>.State) {
        switch state {
        case .running: member("state", "running")
        case .finished(let report):
            member("state", "finished")
            key("result")
            value(report)
        case .failed(let error):
            let failure = Failure(translating: error) ?? .internalError
            member("state", "failed")
            member("error") { json in
                json.member("code", failure.code)
                json.member("message", failure.message)
            }
        }
    }
}
