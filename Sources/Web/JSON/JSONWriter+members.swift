import Inventory
import JSONPull

// Members of an object: a name with its value. What is nil is written as null, so that a reader can rely on every name.
extension JSONWriter {
    mutating func member(_ name: String, _ value: Int64?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Timestamp?) {
        member(name, value?.iso8601)
    }

    mutating func member(_ name: String, _ members: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(members)
    }

    mutating func member<Element>(
        _ name: String,
        array elements: some Sequence<Element>,
        _ element: (inout JSONWriter, Element) throws -> Void
    ) rethrows {
        key(name)
        try array { json in
            for value in elements { try element(&json, value) }
        }
    }
}
