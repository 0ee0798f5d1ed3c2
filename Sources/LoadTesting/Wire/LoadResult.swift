/// What a load run saw.
struct LoadResult: Sendable {
    /// From the first request to the last answer.
    let elapsed: Duration
    /// Nanoseconds from when a request was due to its answer, sorted.
    let latencies: [Int64]
    /// When each request was due, in nanoseconds of the monotonic clock, by its place in the pool.
    let dueTimes: [UInt64]

    var count: Int { latencies.count }
    var perSecond: Double { Double(count) / elapsed.inSeconds }

    /// The smallest latency that at least `fraction` of the answers did not exceed, in seconds.
    func latency(_ fraction: Double) -> Double {
        Double(latencies.percentile(fraction) ?? 0) / 1e9
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}

extension [Int64] {
    /// By nearest rank; the array is sorted. Nil when it is empty.
    func percentile(_ fraction: Double) -> Int64? {
        guard !isEmpty else { return nil }
        let rank = Int((fraction * Double(count)).rounded(.up))
        return self[Swift.min(Swift.max(rank, 1), count) - 1]
    }
}

extension [Double] {
    /// The middle of the sorted values, or of an even number the mean of the middle two. NaN when there is none.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
