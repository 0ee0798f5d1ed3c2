import Foundation
import Inventory
import Signing
import Sync

/// Finds the key that seals the channels' secrets, and makes sure that it is the one they were sealed with. Started with
/// another one, a server would refuse every webhook, and Shopify would give up on it in time.
struct SealingKeyChoice {
    let store: any Store
    let settings: Settings
    let files: DataFiles

    /// Throws `SettingsError` that names the setting, and the channel or the file.
    func vault() async throws -> SealedCredentialVault {
        let sealed = try await store.allChannels().filter { !isMadeBySettings($0.tenant, $0.channel) }
        let vault = SealedCredentialVault(key: try key(isNeeded: !sealed.isEmpty))
        for (tenant, channel) in sealed {
            do {
                _ = try vault.open(channel.sealedCredentials, tenant: tenant, channel: channel.channelId)
            } catch {
                let origin = settings.encryptionKey == nil ? " (it is not set, so the key is that of \(files.key))" : ""
                throw SettingsError(
                    .encryptionKey,
                    "is not the key that the secrets of channel \(channel.channelId) were sealed with\(origin): start"
                        + " with the key it was made with"
                )
            }
        }
        return vault
    }

    /// Its secrets stand in the settings, so they are sealed anew whatever they were sealed with.
    private func isMadeBySettings(_ tenant: TenantID, _ channel: Channel) -> Bool {
        settings.shopify != nil && tenant == .default && channel.channelId == ShopifyChannelSetup.channelId
    }

    private func key(isNeeded: Bool) throws(SettingsError) -> SealingKey {
        if let key = settings.encryptionKey { return key }
        if isNeeded, !FileManager.default.fileExists(atPath: files.key) {
            throw SettingsError(
                .encryptionKey,
                "is not set, and the key file \(files.key), which the channels' secrets were sealed with, is gone: put it"
                    + " back, or set the key"
            )
        }
        do {
            return try SealingKey.loadOrCreateKeyFile(path: files.key)
        } catch {
            throw SettingsError(.encryptionKey, "is not set, and the key file in its place is of no use: \(error)")
        }
    }
}
