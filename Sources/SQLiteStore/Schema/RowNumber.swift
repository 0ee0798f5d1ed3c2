/// Rows of one tenant lie together: a row's number is the tenant's number above a sequence of its own, so that "this
/// tenant, newest first" is a range of the table itself and needs no index, and a list never meets another tenant's row.
/// The first tenant's number is 0, which keeps the numbers of the usual single tenant short.
enum RowNumber {
    private static let sequenceBits: Int64 = 40
    /// 4,194,303: what is left of a positive number beside the sequence, halved to keep clear of its end.
    static let lastTenant: Int64 = 1 << 22 - 1

    /// Every row number of a tenant or, in the table `dirt`, of a channel. Sequences begin at 1, so that 0 can mean "none" in a reference.
    static func range(of number: Int64) -> ClosedRange<Int64> {
        (number << sequenceBits)...((number + 1) << sequenceBits - 1)
    }
}
