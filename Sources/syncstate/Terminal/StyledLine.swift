/// A line of text with its looks, which know where they end.
struct StyledLine: Equatable, Sendable {
    enum Style: String, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case green = "32"
        case yellow = "33"
    }

    struct Piece: Equatable, Sendable {
        let text: String
        let style: Style
    }

    private(set) var pieces: [Piece] = []

    var text: String { pieces.map(\.text).joined() }

    func plain(_ text: String) -> StyledLine { adding(text, .plain) }
    func bold(_ text: String) -> StyledLine { adding(text, .bold) }
    func dim(_ text: String) -> StyledLine { adding(text, .dim) }
    func green(_ text: String) -> StyledLine { adding(text, .green) }
    func yellow(_ text: String) -> StyledLine { adding(text, .yellow) }

    private func adding(_ text: String, _ style: Style) -> StyledLine {
        var line = self
        line.pieces.append(Piece(text: text, style: style))
        return line
    }

    /// As much as fits; what was cut ends in `…`.
    func cut(to width: Int) -> StyledLine {
        guard text.count > width else { return self }
        var line = StyledLine()
        var room = max(0, width - 1)
        for piece in pieces where room > 0 {
            line = line.adding(String(piece.text.prefix(room)), piece.style)
            room -= min(room, piece.text.count)
        }
        return line.adding("…", .dim)
    }

    /// With the terminal's escape sequences, or bare where colours are not wanted.
    func rendered(inColour: Bool) -> String {
        guard inColour else { return text }
        return pieces.map { piece in
            piece.style == .plain ? piece.text : "\u{1B}[\(piece.style.rawValue)m\(piece.text)\u{1B}[0m"
        }.joined()
    }
}
