extension Duration {
    /// In milliseconds, rounded up so that a positive duration never becomes 0 (which libcurl reads as "no limit"), and
    /// within 0 and the largest 32-bit integer (24 days).
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let limit = Int(Int32.max)
        guard seconds < limit / 1000 else { return limit }
        let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
        return Int(seconds) * 1000 + Int((attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond)
    }
}
