import Foundation

struct TerminalSize: Equatable, Sendable {
    let columns: Int
    let rows: Int
}

/// The whole terminal, taken for a while: what was on it is there again afterwards.
///
/// `enter` and `leave` come in pairs; `leave` may also be called alone and again, as at a sudden end.
final class TerminalScreen: Sendable {
    static var isPossible: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// no-color.org
    private let isColoured = (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    private let modes: termios?

    init() {
        var modes = termios()
        self.modes = tcgetattr(STDIN_FILENO, &modes) == 0 ? modes : nil
    }

    var size: TerminalSize {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    /// Another screen, without cursor, line wrap and echo of what is typed.
    func enter() {
        if var modes {
            modes.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &modes)
        }
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J")
    }

    func leave() {
        write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        if var modes { tcsetattr(STDIN_FILENO, TCSANOW, &modes) }
    }

    /// Replaces what is shown, at once where the terminal can do that.
    func draw(_ lines: [StyledLine]) {
        let text = lines.map { $0.rendered(inColour: isColoured) }.joined(separator: "\u{1B}[K\r\n")
        write("\u{1B}[?2026h\u{1B}[H\(text)\u{1B}[K\u{1B}[J\u{1B}[?2026l")
    }

    private func write(_ text: String) {
        StandardOutput.write(Data(text.utf8))
    }
}
