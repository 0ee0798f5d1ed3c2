/// Adds how far a move of rows into this database is: at most one row, a `MoveState` as JSON.
enum Version2 {
    static let sql = "CREATE TABLE move (id INTEGER PRIMARY KEY CHECK (id = 0), state BLOB NOT NULL) STRICT"
}
