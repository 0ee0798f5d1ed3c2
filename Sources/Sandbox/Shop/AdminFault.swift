/// What goes wrong with the next request to the Admin API.
package enum AdminFault: Sendable, Equatable {
    /// Answers this without looking at the request; `isPage`: with a page of HTML, as proxies do.
    case status(Int, retryAfter: String? = nil, isPage: Bool = false)
    /// Answers 200 and `THROTTLED`, with an empty bucket.
    case throttled
    /// Never answers.
    case silence
    /// Breaks the connection before the request is carried out.
    case hangUp
    /// Carries the request out and breaks the connection instead of answering.
    case lostReply
    /// Carries nothing out and fails with a top-level error of this code.
    case error(code: String)
}
