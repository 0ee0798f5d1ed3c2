package import Inventory
package import Logging
import NIOConcurrencyHelpers

/// A channel with its opened credentials, as the webhook endpoint and the broadcasters need it.
package struct DirectoryEntry: Sendable {
    package let tenant: TenantID
    package let channel: Channel
    package let credentials: ChannelCredentials
}

/// Every channel of every tenant, in memory: a webhook is checked without a read. Follows the commits of this process;
/// `reload` brings in what others wrote.
package final class ChannelDirectory: CommitObserver {
    private struct Snapshot {
        var entries: [DirectoryEntry] = []
        var byShop: [String: [DirectoryEntry]] = [:]
        var homes: [Home: ChannelID] = [:]
    }

    private struct Home: Hashable {
        let tenant: TenantID
        let shop: String
    }

    private let store: any Store
    private let vault: any SecretVault
    private let logger: Logger
    private let snapshot = NIOLockedValueBox(Snapshot())
    private let changes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    package init(store: any Store, vault: any SecretVault, logger: Logger) {
        self.store = store
        self.vault = vault
        self.logger = logger
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// In order of creation.
    package var entries: [DirectoryEntry] { snapshot.withLockedValue { $0.entries } }

    /// The channels of a shop (one for each location), in order of creation.
    package func entries(forShop shop: String) -> [DirectoryEntry] {
        snapshot.withLockedValue { $0.byShop[shop] ?? [] }
    }

    /// The one channel that keeps the orders of a shop: its first one, whichever of them an order came by. Two of them
    /// would each take an order of their own.
    package func home(_ tenant: TenantID, ofOrdersOf channel: Channel) -> ChannelID {
        guard let shop = channel.shop else { return channel.channelId }
        return snapshot.withLockedValue { $0.homes[Home(tenant: tenant, shop: shop)] } ?? channel.channelId
    }

    package func entry(_ tenant: TenantID, _ channel: ChannelID) -> DirectoryEntry? {
        entries.first { $0.tenant == tenant && $0.channel.channelId == channel }
    }

    /// A channel whose credentials cannot be opened is left out and named in the log: its webhooks are refused and
    /// nothing is sent to it until it is put anew.
    package func reload() async throws {
        var fresh = Snapshot()
        for (tenant, channel) in try await store.allChannels() {
            if let shop = channel.shop {
                // Also one whose credentials cannot be opened: what it has taken stays its own.
                let home = Home(tenant: tenant, shop: shop)
                fresh.homes[home] = fresh.homes[home] ?? channel.channelId
            }
            do {
                let credentials = try vault.open(
                    channel.sealedCredentials,
                    tenant: tenant,
                    channel: channel.channelId
                )
                let entry = DirectoryEntry(tenant: tenant, channel: channel, credentials: credentials)
                fresh.entries.append(entry)
                if let shop = channel.shop { fresh.byShop[shop, default: []].append(entry) }
            } catch {
                logger.error(
                    "The credentials of a channel cannot be opened with this encryption key; put the channel anew",
                    metadata: ["tenant": "\(tenant)", "channel": "\(channel.channelId)", "error": "\(error)"]
                )
            }
        }
        let ready = fresh
        snapshot.withLockedValue { $0 = ready }
    }

    package func committed(_ notice: CommitNotice) {
        let touches = notice.events.contains { if case .channel = $0 { true } else { false } }
        if touches { signal.yield() }
    }

    /// Others may have changed channels: whoever follows reads the list again.
    package func lookAgain() { signal.yield() }

    /// Follows the commits of this process until cancelled; `changed` is told after every reload.
    package func follow(_ changed: @Sendable () async -> Void) async {
        for await _ in changes {
            do {
                try await reload()
                await changed()
            } catch is CancellationError {
                return
            } catch {
                logger.error("The list of channels could not be read again", metadata: ["error": "\(error)"])
                signal.yield()
                // The store is away: the next look is due when it may be back.
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
    }
}
