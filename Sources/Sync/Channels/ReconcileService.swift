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

    /// Of one channel, as this process sees it.
    private struct Appointment: Sendable {
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
                    for entry in due() { group.addTask { await self.reconcile(entry) } }
                    do { try await self.clock.sleep(for: Self.look) } catch { return }
                }
            }
        }
    }

    /// The channels whose turn it is; from now on they count as running.
    private func due() -> [DirectoryEntry] {
        let now = clock.now
        return directory.entries.filter { entry in
            guard entry.channel.shop != nil, entry.channel.pause == nil,
                claims.term(entry.tenant, entry.channel.channelId) != nil
            else { return false }
            return appointments.withLockedValue { appointments in
                var own = appointments[Key(entry)] ?? Appointment(notBefore: firstTime(entry.channel, now))
                defer { appointments[Key(entry)] = own }
                guard !own.isRunning, now >= own.notBefore else { return false }
                own.isRunning = true
                return true
            }
        }
    }

    /// What a crash cut short goes on at once.
    private func firstTime(_ channel: Channel, _ now: Timestamp) -> Timestamp {
        if channel.reconciliation.pass != nil { return now }
        return (channel.lastReconciledAt ?? channel.createdAt).adding(jittered(interval))
    }

    private func reconcile(_ entry: DirectoryEntry) async {
        let metadata: Logger.Metadata = ["tenant": "\(entry.tenant)", "channel": "\(entry.channel.channelId)"]
        do {
            let report = try await operations.reconcile(
                entry.tenant,
                entry.channel.channelId,
                dryRun: false,
                resuming: true
            )
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
            end(entry, failed: false)
        } catch is CancellationError {
            end(entry, failed: false)
        } catch {
            logger.warning(
                "A channel could not be reconciled; it is tried again",
                metadata: metadata.merging(["error": "\(error)"], uniquingKeysWith: { own, _ in own })
            )
            end(entry, failed: true)
        }
    }

    private func end(_ entry: DirectoryEntry, failed: Bool) {
        let now = clock.now
        appointments.withLockedValue { appointments in
            var own = appointments[Key(entry)] ?? Appointment()
            own.isRunning = false
            own.failures = failed ? own.failures + 1 : 0
            own.notBefore = now.adding(
                failed ? min(Backoff.delay(afterFailures: own.failures + 4), interval) : jittered(interval)
            )
            appointments[Key(entry)] = own
        }
    }

    private func jittered(_ duration: Duration) -> Duration {
        duration * Double.random(in: 0.9...1.1)
    }
}
