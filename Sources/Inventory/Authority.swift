/// Who is right about a difference that nothing explains. Source: domain.md section 5, "Settling".
package enum Authority: String, Sendable, CaseIterable {
    /// The merchant edits stock at the channel: its count is taken over.
    case adopt
    /// Our count stands and is written back.
    case enforce
}
