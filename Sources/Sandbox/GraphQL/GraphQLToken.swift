/// A lexical token of a GraphQL document (specification of October 2021, section 2.1), and where it begins.
struct GraphQLToken: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// One of `! $ & ( ) ... : = @ [ ] { | }`.
        case punctuator(String)
        case name(String)
        case int(String)
        case float(String)
        case string(String)
        case end
    }

    let kind: Kind
    let location: GraphQLLocation

    /// As an error names it.
    var text: String {
        switch kind {
        case .punctuator(let text), .name(let text), .int(let text), .float(let text): "\"\(text)\""
        case .string(let text): "\"\(text.prefix(40))\""
        case .end: "end of file"
        }
    }
}

/// Line and column, both from 1.
struct GraphQLLocation: Sendable, Hashable {
    let line: Int
    let column: Int

    var json: JSONValue { ["line": .integer(Int64(line)), "column": .integer(Int64(column))] }
}
