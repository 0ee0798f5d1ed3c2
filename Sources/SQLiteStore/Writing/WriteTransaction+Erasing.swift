extension WriteTransaction {
    /// Runs statements after which what they delete is nowhere in the file: freed pages are overwritten at once. Too slow
    /// for every delete, due for personal data.
    func erasing<Result>(_ body: () throws -> Result) throws -> Result {
        try connection.execute("PRAGMA secure_delete = ON")
        defer {
            // Should it stay on, later deletes are slower and nothing is wrong.
            try? connection.execute("PRAGMA secure_delete = FAST")
        }
        return try body()
    }
}
