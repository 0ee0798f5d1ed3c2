import Foundation
import Sync

/// Finds out at the start whether the encryption key is the one that the channels' secrets were sealed with. Started with
/// another one, a server would refuse every webhook, and Shopify would give up on it in time.
struct SecretCheck {
    let store: any Store
    let vault: any SecretVault
    let settings: Settings
    let files: DataFiles

    /// Throws `SettingsError` that names the setting and the channel.
    func run() async throws {
        for (tenant, channel) in try await store.allChannels() {
            do {
                _ = try vault.open(channel.sealedCredentials, tenant: tenant, channel: channel.channelId)
            } catch {
                let key = settings.encryptionKey == nil ? " (it is not set, so the key is that of \(files.key))" : ""
                throw SettingsError(
                    .encryptionKey,
                    "is not the key that the secrets of channel \(channel.channelId) were sealed with\(key): start with"
                        + " the key it was made with"
                )
            }
        }
    }
}
