import Inventory
import Signing

/// The mark of where a page begins, opaque to the caller: the engine's own, in base64url.
enum Cursor {
    private static let limit = 4096

    static func encode(_ mark: String) -> String {
        Base64.encode(Array(mark.utf8), as: .url)
    }

    static func decode(_ cursor: String) throws(InvalidValue) -> String {
        guard cursor.utf8.count <= limit, let bytes = Base64.decode(cursor, as: .url),
            let mark = String(validating: bytes, as: UTF8.self)
        else {
            throw InvalidValue(field: "cursor", message: "is none that was given out: begin without a cursor")
        }
        return mark
    }
}
