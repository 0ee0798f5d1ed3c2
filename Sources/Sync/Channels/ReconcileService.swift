import Inventory
package import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Reconciles every channel that can be read, again and again: each as long after its last pass as the settings say, give
/// or take a tenth, so that channels that began together do not stay together.
package final class ReconcileService: Service {
    private struct Key: Hashable, Sendable {
        let tenant: TenantID
        let channel: ChannelID

        init(_ entry: DirectoryEntry) {
            tenant = entry.tenant
            channel = entry.channel.channelId
        }
    }

    private struct Turn: Sendable {
        let entry: DirectoryEntry
        let term: Int64
    }

    /// Of one channel, as this process sees it in a term of its work for the channel.
    private struct Appointment: Sendable {
        let term: Int64
        var isRunning = false
        var failures = 0
        /// Not before then, by our clock.
        var notBefore = Timestamp.distantPast
    }

    private let directory: ChannelDirectory
    private let operations: ChannelOperations
    private let interval: Duration
    private let clock: any WallClock
    private let claims: any ChannelClaims
    private let logger: Logger
    private let appointments = NIOLockedValueBox<[Key: Appointment]>([:])

    private static let look = Duration.seconds(1)

    package init(
        directory: ChannelDirectory,
        operations: ChannelOperations,
        settings: SyncSettings,
        clock: any WallClock,
        claims: any ChannelClaims = SoleInstance(),
        logger: Logger
    ) {
        self.directory = directory
        self.operations = operations
        interval = settings.reconcileInterval
        self.clock = clock
        self.claims = claims
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for turn in due() { group.addTask { await self.reconcile(turn) } }
                    do { try await self.clock.sleep(for: Self.look) } catch { return }
                }
            }
        }
    }

    /// The channels whose turn it is; from now on they count as running.
    private func due() -> [Turn] {
        let now = clock.now
        return directory.entries.compactMap { entry in
            guard entry.channel.shop != nil, entry.channel.pause == nil,
                let term = claims.term(entry.tenant, entry.channel.channelId)
            else { return nil }
            return appointments.withLockedValue { appointments in
                var own = appointments[Key(entry)]
                if own?.term != term {
                    // Another instance may have begun a pass meanwhile.
                    own = Appointment(term: term, notBefore: firstTime(entry.channel, now))
                }
                guard var own else { return nil }
                defer { appointments[Key(entry)] = own }
                guard !own.isRunning, now >= own.notBefore else { return nil }
                own.isRunning = true
                return Turn(entry: entry, term: term)
            }
        }
    }

    /// What a crash cut short goes on at once.
    private func firstTime(_ channel: Channel, _ now: Timestamp) -> Timestamp {
        if channel.reconciliation.pass != nil { return now }
        return (channel.lastReconciledAt ?? channel.createdAt).adding(jittered(interval))
    }

    /// What another instance has taken over meanwhile is not written here any more.
    private func reconcile(_ turn: Turn) async {
        let entry = turn.entry
        let metadata: Logger.Metadata = ["tenant": "\(entry.tenant)", "channel": "\(entry.channel.channelId)"]
        do {
            let report = try await claims.during(turn.term, of: entry.tenant, entry.channel.channelId) {
                try await operations.reconcile(entry.tenant, entry.channel.channelId, dryRun: false, resuming: true)
            }
            let differences = report.differences.count + report.unlistedDifferences
            logger.info(
                "A channel is reconciled",
                metadata: metadata.merging(
                    [
                        "items": "\(report.checkedItems)", "orders": "\(report.mergedOrders)",
                        "differences": "\(differences)",
                    ],
                    uniquingKeysWith: { own, _ in own }
                )
            )
            end(turn, failed: false)
        } catch is CancellationError {
            end(turn, failed: false)
        } catch {
            logger.warning(
                "A channel could not be reconciled; it is tried again",
                metadata: metadata.merging(["error": "\(error)"], uniquingKeysWith: { own, _ in own })
            )
            end(turn, failed: true)
        }
    }

    private func end(_ turn: Turn, failed: Bool) {
        let now = clock.now
        appointments.withLockedValue { appointments in
            guard var own = appointments[Key(turn.entry)], own.term == turn.term else { return }
            own.isRunning = false
            own.failures = failed ? own.failures + 1 : 0
            own.notBefore = now.adding(
                failed ? min(Backoff.delay(afterFailures: own.failures + 4), interval) : jittered(interval)
            )
            appointments[Key(turn.entry)] = own
        }
    }

    private func jittered(_ duration: Duration) -> Duration {
        duration * Double.random(in: 0.9...1.1)
    }
}
