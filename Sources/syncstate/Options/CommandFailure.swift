import ArgumentParser

/// Why a command ends, for the person who gave it. One line, or one and a list of what is wrong.
struct CommandFailure: Error, CustomStringConvertible {
    let message: String
    let exitCode: ExitCode

    init(_ message: String, _ exitCode: ExitCode = .failure) {
        self.message = message
        self.exitCode = exitCode
    }

    var description: String { message }
}

extension ExitCode {
    /// The server or the store cannot be reached or used (`EX_UNAVAILABLE`).
    static let unavailable = ExitCode(69)
    /// A setting is wrong (`EX_CONFIG`).
    static let settings = ExitCode(78)

    /// Stands in every command's help.
    static let legend = """
        Exit codes: 0 done; 1 failed, or done with something to look at; 64 wrong usage; 69 the server or the store \
        cannot be reached; 78 a setting is wrong.
        """
}
