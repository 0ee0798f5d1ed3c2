/// A time as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7; the two obsolete forms are not
/// read).
package struct HTTPDate: Hashable, Sendable {
    package let secondsSinceEpoch: Int64

    package init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Nil for anything else. The name of the day is not checked against the date.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = Self.digits(parts[1], count: 2), let month = Self.months.firstIndex(of: String(parts[2])),
            let year = Self.digits(parts[3], count: 4), (1...31).contains(day)
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = Self.digits(clock[0], count: 2),
            let minute = Self.digits(clock[1], count: 2),
            let second = Self.digits(clock[2], count: 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = Self.days(year: year, month: Int64(month) + 1, day: day)
        secondsSinceEpoch = days * 86_400 + hour * 3600 + minute * 60 + second
    }

    package var text: String {
        let days = (secondsSinceEpoch >= 0 ? secondsSinceEpoch : secondsSinceEpoch - 86_399) / 86_400
        let rest = secondsSinceEpoch - days * 86_400
        var (year, month) = (Int64(1970), 1)
        // Counted from the epoch: dates of HTTP are never far from it.
        while Self.days(year: year + 1, month: 1, day: 1) <= days { year += 1 }
        while Self.days(year: year, month: 1, day: 1) > days { year -= 1 }
        while month < 12, Self.days(year: year, month: Int64(month) + 1, day: 1) <= days { month += 1 }
        let day = days - Self.days(year: year, month: Int64(month), day: 1) + 1
        let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map(Self.twoDigits).joined(separator: ":")
        let yearText = String(repeating: "0", count: max(0, 4 - "\(year)".utf8.count)) + "\(year)"
        return "\(weekday), \(Self.twoDigits(day)) \(Self.months[month - 1]) \(yearText) \(clock) GMT"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func digits(_ text: Substring, count: Int) -> Int64? {
        guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    // Days of the Gregorian calendar after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension ResponseHeaders {
    /// The other side's clock when it answered.
    package var date: HTTPDate? {
        self["Date"].flatMap(HTTPDate.init)
    }

    /// How long `Retry-After` asks to wait, at most `limit`; nil where it is absent or cannot be read. One that is given
    /// as a time is held against the answer's own `Date`, so that nobody's clock matters.
    package func retryAfter(limit: Duration = .seconds(300)) -> Duration? {
        guard let text = self["Retry-After"] else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return text.isEmpty ? nil : min(Int64(text).map { .seconds($0) } ?? limit, limit)
        }
        guard let until = HTTPDate(text), let date else { return nil }
        return min(max(.seconds(until.secondsSinceEpoch - date.secondsSinceEpoch), .zero), limit)
    }
}
