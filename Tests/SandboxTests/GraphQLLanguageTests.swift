import Testing

@testable import Sandbox

/// The language itself: tokens, documents and what is checked before anything is carried out.
struct GraphQLLanguageTests {
    private func kinds(_ text: String) throws -> [GraphQLToken.Kind] {
        try GraphQLLexer.tokens(of: text).map(\.kind)
    }

    @Test func readsTokens() throws {
        #expect(
            try kinds("\u{FEFF}query Q($a: [ID!]! = [\"x\"]) # note\n{ ...F @d(n: -1.5e3, i: -7) }") == [
                .name("query"), .name("Q"), .punctuator("("), .punctuator("$"), .name("a"), .punctuator(":"),
                .punctuator("["), .name("ID"), .punctuator("!"), .punctuator("]"), .punctuator("!"), .punctuator("="),
                .punctuator("["), .string("x"), .punctuator("]"), .punctuator(")"), .punctuator("{"),
                .punctuator("..."), .name("F"), .punctuator("@"), .name("d"), .punctuator("("), .name("n"),
                .punctuator(":"), .float("-1.5e3"), .name("i"), .punctuator(":"), .int("-7"), .punctuator(")"),
                .punctuator("}"), .end,
            ]
        )
    }

    @Test func readsStrings() throws {
        #expect(try kinds(#""a\"b\u00e4\n€""#) == [.string("a\"bä\n€"), .end])
        let block = "\"\"\"\n    one\n      two\\\"\"\"\n\n    three\n  \"\"\""
        #expect(try kinds(block) == [.string("one\n  two\"\"\"\n\nthree"), .end])
        for wrong in ["\"open", "\"a\nb\"", "\"\"\"open", #""\q""#, "\"ends with \\"] {
            #expect(throws: GraphQLError.self, "\(wrong)") { try kinds(wrong) }
        }
    }

    @Test func saysWhereItStumbles() throws {
        let error = #expect(throws: GraphQLError.self) { try GraphQLDocument(parsing: "{\n  shop {\n    %\n") }
        #expect(error?.locations == [GraphQLLocation(line: 3, column: 5)])
        #expect(error?.message == "syntax error, unexpected invalid token at [3, 5]")
        for wrong in ["..", "01", "1x.", "{ a(b: ) }", "query Q($a) { b }", "fragment on on A { b }", "{ a } }"] {
            #expect(throws: GraphQLError.self, "\(wrong)") { try GraphQLDocument(parsing: wrong) }
        }
    }

    @Test func nestingAndExpansionHaveLimits() throws {
        let deep = String(repeating: "{ a ", count: 100) + String(repeating: "}", count: 100)
        #expect(throws: GraphQLError.self) { try GraphQLDocument(parsing: deep) }

        // Each fragment uses the next one twice: 2 to the power of 40 fields.
        var bomb = "{ shop { ...F0 } }"
        for number in 0..<40 { bomb += " fragment F\(number) on Shop { a: name ...F\(number + 1) ...F\(number + 1) }" }
        bomb += " fragment F40 on Shop { id }"
        let refusal = #expect(throws: GraphQLRefusal.self) {
            try GraphQLRequest(query: bomb, operationName: nil, variables: .null, schema: AdminAPI.schema)
        }
        #expect(refusal?.errors.first?.extensions["code"].text == "queryComplexity")
    }

    @Test func theSchemaIsWhole() throws {
        let schema = AdminAPI.schema
        for (name, kind) in schema.types {
            for field in schema.fields(of: name)?.values.map({ $0 }) ?? [] {
                #expect(schema.types[field.type.name] != nil, "\(name).\(field.name)")
                for argument in field.arguments {
                    #expect(schema.isInput(argument.type.name), "\(name).\(field.name)(\(argument.name))")
                    guard let standard = argument.defaultValue else { continue }
                    #expect(throws: Never.self, "\(name).\(field.name)(\(argument.name))") {
                        try GraphQLCoercion(schema: schema).literal(standard, argument.type, variables: .null)
                    }
                }
            }
            if case .union(let members) = kind { #expect(members.allSatisfy { schema.types[$0] != nil }) }
        }
        #expect(schema.isNode("InventoryLevel") && !schema.isNode("PageInfo"))
    }

    @Test func variablesBecomeOfTheirTypes() throws {
        func variables(_ declaration: String, _ given: JSONValue, uses: String) throws(GraphQLRefusal) -> JSONValue {
            try GraphQLRequest(
                query: "query Q(\(declaration)) { \(uses) }",
                operationName: "Q",
                variables: given,
                schema: AdminAPI.schema
            ).variables
        }
        let one = "nodes(ids: $ids) { id }"
        #expect(try variables("$ids: [ID!]!", ["ids": "a"], uses: one) == ["ids": ["a"]])
        #expect(try variables("$ids: [ID!]!", ["ids": [7]], uses: one) == ["ids": ["7"]])
        #expect(try variables("$ids: [ID!]! = [\"b\"]", [:], uses: one) == ["ids": ["b"]])
        for wrong: JSONValue in [[:], ["ids": nil], ["ids": [nil]], ["ids": [true]]] {
            let refusal = #expect(throws: GraphQLRefusal.self) { try variables("$ids: [ID!]!", wrong, uses: one) }
            #expect(refusal?.errors.first?.extensions["code"].text == "INVALID_VARIABLE")
        }
        let page = "orders(first: $n) { nodes { id } }"
        #expect(try variables("$n: Int", [:], uses: page) == [:])
        #expect(throws: GraphQLRefusal.self) { try variables("$n: Int", ["n": 2_147_483_648], uses: page) }
        #expect(throws: GraphQLRefusal.self) { try variables("$n: Int", ["n": "3"], uses: page) }
    }
}
