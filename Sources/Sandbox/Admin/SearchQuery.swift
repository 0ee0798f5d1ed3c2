/// A filter in Shopify's search syntax, as far as it is a list of comparisons that all must hold:
/// `updated_at:>='2026-11-21T09:30:00Z' AND id:>=5`.
struct SearchQuery: Sendable {
    struct Term: Sendable {
        let field: String
        let comparison: String
        let value: String

        func holds(_ number: Int64) -> Bool {
            guard let bound = Int64(value) else { return false }
            return holds(number, bound)
        }

        func holds(_ time: ShopTime) -> Bool {
            guard let bound = ShopTime(parsing: value) else { return false }
            return holds(time.seconds, bound.seconds)
        }

        func holds(_ text: String) -> Bool { text.lowercased() == value.lowercased() }

        private func holds(_ number: Int64, _ bound: Int64) -> Bool {
            switch comparison {
            case ">=": number >= bound
            case "<=": number <= bound
            case ">": number > bound
            case "<": number < bound
            default: number == bound
            }
        }
    }

    let terms: [Term]

    /// Shopify leaves out what it does not know, and says so aside; here it is an error, so that nobody takes a list for
    /// filtered that is not.
    init(_ field: GraphQLFieldCall, known: Set<String>) throws(GraphQLError) {
        var terms: [Term] = []
        for word in Self.words(field.arguments["query"].text ?? "") where word.uppercased() != "AND" {
            guard let colon = word.firstIndex(of: ":") else {
                throw field.error(
                    "The sandbox knows filters of the form name:value only, not \(word)",
                    code: "BAD_REQUEST"
                )
            }
            let name = String(word[..<colon])
            guard known.contains(name) else {
                let names = known.sorted().joined(separator: ", ")
                throw field.error("The sandbox filters by \(names) here, not by \(name)", code: "BAD_REQUEST")
            }
            let rest = word[word.index(after: colon)...]
            let comparison = [">=", "<=", ">", "<"].first { rest.hasPrefix($0) } ?? ""
            let value = rest.dropFirst(comparison.count).trimming { "'\"".contains($0) }
            terms.append(Term(field: name, comparison: comparison, value: value))
        }
        self.terms = terms
    }

    func holds(_ judge: (Term) -> Bool) -> Bool { terms.allSatisfy(judge) }

    /// Cut at blanks outside of quotation marks.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quotation: Character?
        for character in text {
            if character == quotation {
                quotation = nil
            } else if quotation == nil, "'\"".contains(character) {
                quotation = character
            }
            if character == " ", quotation == nil {
                words.append(word)
                word = ""
            } else {
                word.append(character)
            }
        }
        return (words + [word]).filter { !$0.isEmpty }
    }
}

extension Substring {
    fileprivate func trimming(_ isMark: (Character) -> Bool) -> String {
        let start = drop(while: isMark)
        return String(start.reversed().drop(while: isMark).reversed())
    }
}
