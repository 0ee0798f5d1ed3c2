import ArgumentParser

@main
struct SyncState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "syncstate")
}
