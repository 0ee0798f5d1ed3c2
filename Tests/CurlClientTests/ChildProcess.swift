import Glibc

/// A program started by `posix_spawn`, with a pipe from its standard output.
///
/// Not Foundation's `Process`: it looks for the highest open descriptor by copying directory entries whole, which reads
/// past the end of the directory's buffer once the tests that run beside have opened more than about 1,300 of them.
struct ChildProcess {
    private let id: pid_t
    private let output: CInt

    /// - Throws: `ChildProcessError` when the program cannot be started.
    init(_ path: String, _ arguments: [String]) throws {
        var ends: [CInt] = [0, 0]
        // Not `pipe2`: glibc's headers show it only where the module was built with GNU extensions.
        try check(pipe(&ends) == 0 ? 0 : errno)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        output = ends[0]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        do {
            try check(posix_spawn(&child, path, &actions, nil, &words, environ))
        } catch {
            close(output)
            throw error
        }
        id = child
    }

    /// What it has printed since the last call; empty once it has closed its output.
    func read() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(output, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    func kill() { Glibc.kill(id, SIGKILL) }

    /// Waits for its end and lets go of its output: the last call.
    func wait() {
        var status: CInt = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
        close(output)
    }
}

private struct ChildProcessError: Error {
    let errno: CInt
}

private func check(_ code: CInt) throws {
    guard code == 0 else { throw ChildProcessError(errno: code) }
}
