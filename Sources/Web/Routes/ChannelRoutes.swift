import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Logging
import Sync

/// Places that sell.
struct ChannelRoutes: Sendable {
    let guarded: GuardedRoutes

    var all: [Route] {
        [
            guarded.route(.get, "/v1/channels", .viewer, Self.list),
            guarded.route(.get, "/v1/channels/{channelId}", .viewer, Self.get),
            guarded.route(.put, "/v1/channels/{channelId}", .admin, Self.put),
            guarded.route(.delete, "/v1/channels/{channelId}", .admin, Self.delete),
            guarded.route(.post, "/v1/channels/{channelId}/pause", .admin) { try await Self.setPause($0, .requested) },
            guarded.route(.post, "/v1/channels/{channelId}/resume", .admin) { try await Self.setPause($0, nil) },
            guarded.route(.post, "/v1/channels/{channelId}/items/{sku}/resolve", .operator, Self.resolve),
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let page = try call.query { $0.page() }
        let channels = try await call.web.store.channels(call.tenant)
        let part = try Page(channels, page) { $0.channelId.value }
        var rows: [(Channel, ChannelState)] = []
        for channel in part.items { rows.append((channel, try await call.state(of: channel.channelId))) }
        return Answer(Page(items: rows, next: part.next)) { $0.value($1.0, $1.1) }
    }

    private static func get(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        guard let channel = try await call.web.store.channel(call.tenant, id) else {
            throw Failure.notFound("There is no channel \(id)")
        }
        let state = try await call.state(of: id)
        return Answer { $0.value(channel, state) }
    }

    private static func put(_ call: Call) async throws -> Answer {
        let id = try ChannelID(call.parameters["channelId"]?.percentDecoded() ?? "")
        let (input, body) = try await call.body { ChannelInput(&$0) }
        let (vault, tenant) = (call.web.vault, call.tenant)
        let state = try await call.state(of: id)
        let answer = try await call.write(body) { context in
            // Nothing to keep where they were sealed with another key.
            let held = try context.tx.channel(id).flatMap {
                try? vault.open($0.sealedCredentials, tenant: tenant, channel: id)
            }
            let credentials = input.credentials.keepingTokens(of: held)
            let channel = try ChannelCommands.put(
                context,
                id: id,
                kind: input.kind,
                sealedCredentials: try vault.seal(credentials, tenant: tenant, channel: id),
                paused: input.paused
            )
            return Answer { $0.value(channel, state) }
        }
        await call.refreshDirectory()
        return answer
    }

    private static func delete(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        if try await call.web.store.channel(call.tenant, id) != nil {
            try await ChannelCommands.resolveAlerts(of: id, call.tenant, in: call.web.store)
        }
        let answer = try await call.write { context in
            try ChannelCommands.delete(context, id: id)
            return .noContent
        }
        await call.refreshDirectory()
        return answer
    }

    private static func setPause(_ call: Call, _ pause: Channel.Pause?) async throws -> Answer {
        let id = try call.channelId()
        let (_, body) = try await call.optionalBody { _ in }
        let state = try await call.state(of: id)
        return try await call.write(body) { context in
            let channel = try ChannelCommands.setPause(context, id: id, pause)
            return Answer { $0.value(channel, state) }
        }
    }

    private static func resolve(_ call: Call) async throws -> Answer {
        let id = try call.channelId()
        let sku = try call.sku()
        let (take, body) = try await call.body { $0.choice("take", or: ContestedCommands.Take.ours) }
        return try await call.write(body) { context in
            try ContestedCommands.resolve(context, channel: id, sku: sku, take: take)
            let row = try InventoryRow.current(sku, context)
            return Answer { $0.value(row) }
        }
    }
}

/// How a channel's sending stands, as far as this process knows.
struct ChannelState: Sendable {
    let backlog: Backlog
    let sending: ChannelStatusBoard.Entry
    /// The long look that is under way here.
    let pull: PullProgress?
    let now: Timestamp
}

extension Call {
    fileprivate func state(of channel: ChannelID) async throws -> ChannelState {
        let now = web.clock.now
        return ChannelState(
            backlog: try await web.store.backlog(tenant, channel, now: now),
            sending: web.board.entry(tenant, channel),
            pull: web.operations.progress(tenant, channel),
            now: now
        )
    }

    /// So that the next webhook is held against what was just answered.
    fileprivate func refreshDirectory() async {
        do {
            try await web.directory.reload()
        } catch {
            // The commit is made, and its observers read the list again by themselves.
            web.logger.warning("The list of channels could not be read again", metadata: ["error": "\(error)"])
        }
    }
}

extension Page {
    /// A page of a list that is here whole. Throws `InvalidValue` for a mark that is none of its names.
    init(_ all: [Element], _ page: PageRequest, name: (Element) -> String) throws(InvalidValue) {
        var start = 0
        if let cursor = page.cursor {
            guard let index = all.firstIndex(where: { name($0) == cursor }) else {
                throw InvalidValue(field: "cursor", message: "is none that was given out: begin without a cursor")
            }
            start = index + 1
        }
        let items = Array(all[start...].prefix(page.limit))
        let isLast = start + items.count == all.count
        self.init(items: items, next: isLast ? nil : items.last.map(name))
    }
}
