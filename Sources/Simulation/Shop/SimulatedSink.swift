import Inventory

/// An `http` channel: it shows the newest count that it was told, and sells by the plain format.
@SimulationActor
final class SimulatedSink {
    nonisolated let channelId = ChannelID(stored: "sink")
    private(set) var shown: [SKU: (count: Int64, version: Int64)] = [:]

    /// A count older than the one shown changes nothing.
    func show(_ sku: SKU, _ count: Int64, version: Int64) {
        if let held = shown[sku], held.version > version { return }
        shown[sku] = (count, version)
    }
}
