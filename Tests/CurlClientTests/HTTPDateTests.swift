import Testing

@testable import CurlClient

struct HTTPDateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Fri, 31 Dec 2100 12:00:00 GMT", 4_133_937_600),
        ]
    )
    func readsAndWrites(text: String, seconds: Int64) {
        #expect(HTTPDate(text)?.secondsSinceEpoch == seconds)
        #expect(HTTPDate(secondsSinceEpoch: seconds).text == text)
    }

    @Test(
        arguments: [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "2026-11-21T09:30:00Z",
        ]
    )
    func refusesOthers(text: String) {
        #expect(HTTPDate(text) == nil)
    }

    @Test(
        arguments: [
            ("0", Duration.seconds(0)), ("7", .seconds(7)), ("100000", .seconds(300)),
            ("99999999999999999999", .seconds(300)), ("Sun, 06 Nov 1994 08:49:57 GMT", .seconds(20)),
            ("Sun, 06 Nov 1994 08:49:07 GMT", .zero), ("Mon, 06 Nov 2094 08:49:07 GMT", .seconds(300)),
        ]
    )
    func boundsTheWaitThatIsAskedFor(text: String, wait: Duration) {
        var headers = ResponseHeaders()
        headers.append(name: "date", value: "Sun, 06 Nov 1994 08:49:37 GMT")
        headers.append(name: "retry-after", value: text)
        #expect(headers.retryAfter() == wait)
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "1994-11-06"])
    func ignoresAWaitThatCannotBeRead(text: String) {
        var headers = ResponseHeaders()
        headers.append(name: "Date", value: "Sun, 06 Nov 1994 08:49:37 GMT")
        headers.append(name: "Retry-After", value: text)
        #expect(headers.retryAfter() == nil)
    }

    @Test func needsTheOtherSidesClockForATime() {
        var headers = ResponseHeaders()
        headers.append(name: "Retry-After", value: "Sun, 06 Nov 1994 08:49:57 GMT")
        #expect(headers.retryAfter() == nil)
    }
}
