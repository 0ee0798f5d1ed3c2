import Foundation
import Inventory
package import Logging
package import Signing
import Sync

/// Replaces the key that seals the channels' secrets. No server may run meanwhile.
///
/// It may be broken off anywhere and be run again: what is sealed with the new key already stays as it is, and the key
/// file is replaced last.
package struct Resealing {
    private let settings: Settings
    private let files: DataFiles
    private let logger: Logger

    package init(_ settings: Settings, logger: Logger) {
        self.settings = settings
        files = DataFiles(database: settings.sqlitePath)
        self.logger = logger
    }

    /// Where a new key waits until everything is sealed with it.
    private var newKeyFile: String { "\(files.key).new" }

    /// Seals with `newKey`, the one that will be `SYNCSTATE_ENCRYPTION_KEY`; where the key is that of the key file and
    /// `newKey` is nil, with a fresh one that takes its place. Answers how many channels were sealed anew.
    ///
    /// With `isOldKeyLost` nothing is opened: the channels lose their secrets and are paused until they are given them
    /// again.
    ///
    /// Throws `SettingsError` and `StartError`.
    package func run(newKey: SealingKey?, isOldKeyLost: Bool = false) async throws -> Int {
        guard settings.encryptionKey == nil || newKey != nil else {
            throw SettingsError(.encryptionKey, "is set, so the new key has to be given too; see --help")
        }
        let opened = try await OpenStore(settings, logger: logger)
        do {
            let count = try await reseal(opened.store, newKey, isOldKeyLost: isOldKeyLost)
            await opened.close()
            return count
        } catch {
            await opened.close()
            throw error
        }
    }

    private func reseal(_ store: any Store, _ given: SealingKey?, isOldKeyLost: Bool) async throws -> Int {
        let old = isOldKeyLost ? nil : SealedCredentialVault(key: try oldKey())
        let new = SealedCredentialVault(key: try given ?? keyFile(newKeyFile))
        var count = 0
        for (tenant, channel) in try await store.allChannels() {
            let id = channel.channelId
            if isOpened(channel.sealedCredentials, by: { try new.open($0, tenant: tenant, channel: id) }) { continue }
            let credentials = try old.map { try opened(channel, tenant, $0) }
            let sealed = try new.seal(credentials ?? Self.noCredentials, tenant: tenant, channel: id)
            try await store.write(tenant) { [rules = settings.rules] tx in
                guard var held = try tx.channel(id) else { return }
                held.sealedCredentials = sealed
                try tx.put(held)
                guard credentials == nil else { return }
                let context = CommandContext(tx, settings: rules, actor: Self.actor)
                _ = try ChannelCommands.setPause(context, id: id, .credentials, because: Self.lost)
            }
            count += 1
        }
        if given == nil { try replaceKeyFile() }
        return count
    }

    private static let actor = "reseal"
    private static let noCredentials = ChannelCredentials(accessToken: nil, signingSecrets: [])
    private static let lost = "its secrets were sealed with a key that is lost; put the channel again with its secrets"

    private func opened(_ channel: Channel, _ tenant: TenantID, _ vault: SealedCredentialVault) throws
        -> ChannelCredentials
    {
        do {
            return try vault.open(channel.sealedCredentials, tenant: tenant, channel: channel.channelId)
        } catch {
            throw SettingsError(
                .encryptionKey,
                "does not open the secrets of channel \(channel.channelId); nothing was replaced"
            )
        }
    }

    private func oldKey() throws(SettingsError) -> SealingKey {
        if let key = settings.encryptionKey { return key }
        guard FileManager.default.fileExists(atPath: files.key) else {
            throw SettingsError(.encryptionKey, "is not set, and there is no key file \(files.key): nothing is sealed")
        }
        return try keyFile(files.key)
    }

    private func keyFile(_ path: String) throws(SettingsError) -> SealingKey {
        do {
            return try SealingKey.loadOrCreateKeyFile(path: path)
        } catch {
            throw SettingsError(.encryptionKey, "is not set, and the key file in its place is of no use: \(error)")
        }
    }

    private func isOpened(_ sealed: [UInt8], by open: ([UInt8]) throws -> ChannelCredentials) -> Bool {
        // Why not is of no interest: then it is for the old key to open.
        (try? open(sealed)) != nil
    }

    /// In one step: at no time is there no key file.
    private func replaceKeyFile() throws(SettingsError) {
        guard rename(newKeyFile, files.key) == 0 else {
            throw SettingsError(
                .encryptionKey,
                "was replaced, but its file was not: move \(newKeyFile) to \(files.key) (\(String(cString: strerror(errno))))"
            )
        }
    }
}
