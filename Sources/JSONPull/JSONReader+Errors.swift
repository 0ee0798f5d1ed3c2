extension JSONReader {
    /// The error of an object without a member that it must have. Keep ``offset`` from before reading the object.
    package func missing(_ key: StaticString, inValueAt offset: Int) -> JSONError {
        let object = JSONPath.path(at: offset, in: scanner.bytes)
        return JSONError(offset: offset, path: JSONPath.member("\(key)", of: object), problem: .missing)
    }

    /// The error of a value that was read but means nothing to the reader's user. `reason` says what would be accepted.
    package func unacceptable(_ reason: String, valueAt offset: Int) -> JSONError {
        error(.unacceptable(reason), at: offset)
    }

    @inline(never)
    func error(_ problem: JSONError.Problem, at offset: Int) -> JSONError {
        JSONError(offset: offset, path: JSONPath.path(at: offset, in: scanner.bytes), problem: problem)
    }

    @inline(never)
    func error(_ fault: JSONFault) -> JSONError {
        error(.malformed(fault.malformation), at: fault.offset)
    }
}
