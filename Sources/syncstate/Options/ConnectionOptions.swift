import ArgumentParser

/// Which installation a command works on.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A running server, such as http://127.0.0.1:3000; its key is SYNCSTATE_API_KEY.",
            valueName: "address"
        )
    )
    var url: String?
    @Option(
        help: ArgumentHelp(
            "Act in this tenant (with the first key only). (default: the key's own)",
            valueName: "tenant"
        )
    )
    var tenant: String?

    /// Stands in the help of commands that have these options.
    static let legend = """
        Works on the server at --url; without it on the database of the settings (SQLITE_PATH): through the server that \
        has it open, if one answers at HOST:PORT, else by itself. Either way needs SYNCSTATE_API_KEY only for a server.
        """
}
