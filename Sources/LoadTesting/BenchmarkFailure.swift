/// Why there are no figures.
package struct BenchmarkFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
